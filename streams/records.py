"""Types of every record, generated from schemas/ by streams.schemas.generate; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class GeocodeItem(TypedDict):
    """
    One code.
    """

    valueName: str
    """
    Code system: `ISO3166-1-alpha-3`, `GeoNames`.
    """
    value: str
    """
    The code.
    """


class Area(TypedDict):
    """
    CAP 1.2 area.
    """

    areaDesc: str
    """
    The place in words.
    """
    circle: NotRequired[list[str]]
    """
    CAP circles: `latitude,longitude radius` in kilometres.
    """
    geocode: NotRequired[list[GeocodeItem]]
    """
    CAP geocodes.
    """


class Info(TypedDict):
    """
    CAP 1.2 info block.
    """

    language: str
    """
    Language of this block.
    """
    category: list[Literal['Geo', 'Met', 'Safety', 'Security', 'Rescue', 'Fire', 'Health', 'Env', 'Transport', 'Infra', 'CBRNE', 'Other']]
    """
    CAP categories.
    """
    event: str
    """
    What happened, in a word or two.
    """
    urgency: Literal['Past']
    """
    Always Past: it has happened.
    """
    severity: Literal['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']
    """
    By the number of victims.
    """
    certainty: Literal['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown']
    """
    By the grading.
    """
    headline: str
    """
    One line for people.
    """
    description: str
    """
    The whole in sentences.
    """
    area: list[Area]
    """
    Where.
    """


class ReportRef(TypedDict):
    """
    A statement that the incident rests on.
    """

    id: str
    """
    Report id.
    """
    article: str
    """
    Article uri.
    """
    quote: str
    """
    The words that prove it.
    """
    source: NotRequired[str | None]
    """
    Publisher or agency.
    """
    versionCreated: NotRequired[str | None]
    """
    When the article was made.
    """
    start: NotRequired[int | None]
    """
    Offset of the quotation in the cleaned body.
    """
    end: NotRequired[int | None]
    """
    Offset behind it.
    """


class Headline(TypedDict):
    """
    One headline.
    """

    role: NotRequired[str]
    """
    ninjs role, `main` for the principal headline.
    """
    contentType: NotRequired[str]
    """
    Media type of the value, `text/plain` after cleaning.
    """
    value: str
    """
    The words.
    """


class Body(TypedDict):
    """
    One text of the article.
    """

    role: NotRequired[str]
    """
    ninjs role, `main` for the principal text.
    """
    contentType: NotRequired[str]
    """
    Media type of the value, `text/plain` after cleaning.
    """
    charCount: NotRequired[int]
    """
    Characters in value.
    """
    wordCount: NotRequired[int]
    """
    Words in value.
    """
    value: str
    """
    The text, paragraphs separated by a newline.
    """


class InfoSource(TypedDict):
    """
    A provider of the article.
    """

    name: str
    """
    Name as given.
    """
    uri: NotRequired[str | None]
    """
    Identifier of the provider.
    """
    role: NotRequired[str | None]
    """
    ninjs role, for example `publisher`, `agency`.
    """


class AltId(TypedDict):
    """
    Another identifier of the article.
    """

    role: str
    """
    What kind of identifier: `url`, `guid`.
    """
    value: str
    """
    The identifier.
    """


class Association(TypedDict):
    """
    How this article stands to another.
    """

    rel: Literal['duplicateOf', 'updates', 'translationOf']
    """
    The relation.
    """
    uri: str
    """
    The other article.
    """


class Minhash(TypedDict):
    """
    The sketch that copies are sought by.
    """

    version: str
    """
    Algorithm and parameters of the sketch.
    """


class Processing(TypedDict):
    """
    What Tocsin noted on the way; nothing here comes from the publisher.
    """

    receivedTime: str
    """
    Time of the raw record, ISO 8601 with offset.
    """
    cleanedTime: NotRequired[str]
    """
    Time of the record that clean wrote.
    """
    contentHash: str
    """
    BLAKE2b-128 of the cleaned headline and body, hex.
    """
    minhash: NotRequired[Minhash]
    """
    The sketch that copies are sought by.
    """
    duplicateOf: NotRequired[str | None]
    """
    Article that this one copies.
    """
    similarity: NotRequired[float | None]
    """
    Similarity to that article, 0 to 1.
    """
    notes: NotRequired[list[str]]
    """
    What the door or the cleaner had to change or could not read, for example an unreadable date.
    """


class Article(TypedDict):
    """
    A news article after cleaning: a subset of IPTC ninjs 3.1, with `processing` of our own.
    """

    uri: str
    """
    Identifies the article through all its versions.
    """
    version: str
    """
    Version of the article as its publisher counts; `1` when none was given.
    """
    type: Literal['text']
    """
    ninjs item type; only text is read.
    """
    pubStatus: Literal['usable', 'withheld', 'canceled']
    """
    `canceled` withdraws what was reported from this article; `withheld` is kept quiet until it becomes usable.
    """
    language: str
    """
    BCP 47 tag of the text's language; `und` when it could not be told.
    """
    firstCreated: NotRequired[str | None]
    """
    When the first version was made, ISO 8601 with offset; null when unknown.
    """
    versionCreated: str | None
    """
    When this version was made, ISO 8601 with offset; dates in the text are read from here; null when unknown.
    """
    headlines: list[Headline]
    """
    Headlines of the article, the main one first.
    """
    bodies: list[Body]
    """
    Texts of the article; after cleaning exactly one, role `main`, plain text (none for a canceled article).
    """
    by: NotRequired[str | None]
    """
    Byline as printed.
    """
    located: NotRequired[str | None]
    """
    Place named in the dateline.
    """
    infoSources: NotRequired[list[InfoSource]]
    """
    Who provided the article: publisher, agency.
    """
    altIds: NotRequired[list[AltId]]
    """
    Other identifiers: url, guid.
    """
    associations: NotRequired[list[Association]]
    """
    Relations to other articles.
    """
    processing: Processing


class Header(TypedDict):
    """
    One header.
    """

    name: str
    """
    Name.
    """
    value: str | None
    """
    Value, base64; null for none.
    """


Errors = TypedDict(
    'Errors',
    {
        '__connect.errors.topic': str,
        '__connect.errors.partition': str,
        '__connect.errors.offset': str,
        '__connect.errors.stage': str,
        '__connect.errors.exception.class.name': str,
        '__connect.errors.exception.message': str,
    },
)


class DeadLetter(TypedDict):
    """
    A record that could not be used. On the topic its key, value and headers are untouched and these headers are added; as JSON (`tocsin dead show`) it looks like this.
    """

    key: str | None
    """
    Original key, base64.
    """
    value: str | None
    """
    Original value, base64; null for a null value.
    """
    headers: list[Header]
    """
    Original headers, in order.
    """
    errors: Errors
    """
    What went wrong, in the header names of Kafka Connect.
    """


class Person(TypedDict):
    """
    A person that the article names.
    """

    name: str
    """
    Name as printed, titles kept.
    """
    uri: NotRequired[str | None]
    """
    Identifier, when one is known.
    """
    rel: NotRequired[str | None]
    """
    ninjs relation: `mentions`, `reports`, `blamed`.
    """
    aliases: NotRequired[list[str]]
    """
    Other forms in the article, acronyms among them.
    """


class Organisation(TypedDict):
    """
    An organisation that the article names.
    """

    name: str
    """
    Name as printed, titles kept.
    """
    uri: NotRequired[str | None]
    """
    Identifier, when one is known.
    """
    rel: NotRequired[str | None]
    """
    ninjs relation: `mentions`, `reports`, `blamed`.
    """
    aliases: NotRequired[list[str]]
    """
    Other forms in the article, acronyms among them.
    """


class EnrichedPlace(TypedDict):
    """
    A place that the article names.
    """

    name: str
    """
    Name as the text gives it.
    """
    latitude: NotRequired[float | None]
    """
    Degrees north, WGS 84.
    """
    longitude: NotRequired[float | None]
    """
    Degrees east, WGS 84.
    """
    where_prec: NotRequired[int]
    """
    UCDP precision: 1 exact place, 2 near a place, 3 second-order division, 4 first-order division, 5 line or area, 6 country, 7 international waters or airspace.
    """
    country: NotRequired[str | None]
    """
    ISO 3166-1 alpha-3.
    """
    adm_1: NotRequired[str | None]
    """
    First-order division, as the gazetteer spells it.
    """
    adm_2: NotRequired[str | None]
    """
    Second-order division.
    """
    geonameid: NotRequired[int | None]
    """
    GeoNames identifier.
    """
    detail: NotRequired[str | None]
    """
    Finer than the name: street, neighbourhood, building.
    """
    uri: NotRequired[str | None]
    """
    GeoNames URI.
    """
    rel: NotRequired[str | None]
    """
    ninjs relation.
    """


class Annotation(TypedDict):
    """
    A mention, as a W3C text position and quote selector.
    """

    start: int
    """
    Offset in the body.
    """
    end: int
    """
    Offset behind the mention.
    """
    exact: str
    """
    The words.
    """
    type: Literal['person', 'organisation', 'place', 'date', 'casualties']
    """
    What is mentioned.
    """
    name: NotRequired[str | None]
    """
    Name of the entity that is meant.
    """
    confidence: NotRequired[float | None]
    """
    0 to 1.
    """


class Count(TypedDict):
    """
    How many people suffered what. UCDP bounds: low, best, high; null is unknown, and a null high is no upper bound.
    """

    kind: Literal['killed', 'injured', 'missing', 'detained', 'displaced', 'affected']
    """
    What happened to them.
    """
    group: str
    """
    `all`, or a part of all: `civilians`, `children`, `women`, `men`, `combatants`, or a named role such as `police`. A part is never added to `all`.
    """
    low: int | None
    """
    Lowest number that the words allow.
    """
    best: int | None
    """
    Most likely number; null when the words are vague.
    """
    high: int | None
    """
    Highest number that the words allow; null when they set none.
    """
    qualifier: Literal['exact', 'at_least', 'more_than', 'at_most', 'up_to', 'about', 'range', 'vague']
    """
    How the words bound the number.
    """
    text: str
    """
    The words that give the number.
    """


class Place(TypedDict):
    """
    Where it happened.
    """

    name: str
    """
    Name as the text gives it.
    """
    latitude: NotRequired[float | None]
    """
    Degrees north, WGS 84.
    """
    longitude: NotRequired[float | None]
    """
    Degrees east, WGS 84.
    """
    where_prec: int
    """
    UCDP precision: 1 exact place, 2 near a place, 3 second-order division, 4 first-order division, 5 line or area, 6 country, 7 international waters or airspace.
    """
    country: str | None
    """
    ISO 3166-1 alpha-3.
    """
    adm_1: NotRequired[str | None]
    """
    First-order division, as the gazetteer spells it.
    """
    adm_2: NotRequired[str | None]
    """
    Second-order division.
    """
    geonameid: NotRequired[int | None]
    """
    GeoNames identifier.
    """
    detail: NotRequired[str | None]
    """
    Finer than the name: street, neighbourhood, building.
    """


class EventDate(TypedDict):
    """
    When it happened, as an interval of days.
    """

    start: str | None
    """
    First possible day, ISO 8601 date; null when unknown.
    """
    end: str | None
    """
    Last possible day.
    """
    precision: int
    """
    UCDP precision: 1 the day, 2 a range of 2 to 6 days, 3 the week, 4 the month, 5 longer or unknown.
    """
    text: str | None
    """
    The words that date it; null when the date comes from the article's own.
    """


class ReportedBy(TypedDict):
    """
    Who says so.
    """

    name: str
    """
    Name as the text gives it.
    """
    role: Literal['official', 'ngo', 'medical', 'media', 'witness', 'belligerent', 'un', 'unknown']
    """
    What kind of source it is.
    """


class Perpetrator(TypedDict):
    """
    Who is blamed.
    """

    name: str | None
    """
    Name; null when nobody is named.
    """
    type: Literal['named', 'unknown', 'contested']
    """
    `contested` when sources blame different parties.
    """
    position: Literal['suspected', 'accepted', 'denied']
    """
    How the blame stands: alleged by others, accepted by the party itself, or denied by it.
    """
    text: NotRequired[str | None]
    """
    The words that blame, or describe an unknown party: `unknown warplanes`.
    """


class Evidence(TypedDict):
    """
    The words that prove it.
    """

    quote: str
    """
    Exact quotation of the cleaned body, or of the headline.
    """
    start: int
    """
    Offset of the quotation's first character.
    """
    end: int
    """
    Offset behind its last character.
    """
    role: NotRequired[Literal['body', 'headline']]
    """
    What the offsets count in; `body` when left out.
    """


class Victim(TypedDict):
    """
    A person named or described among the victims; never more than the article says.
    """

    name: str | None
    """
    Name as printed; null when only described.
    """
    age: NotRequired[int | None]
    """
    Age in years.
    """
    kind: NotRequired[Literal['killed', 'injured', 'missing', 'detained', 'displaced', 'affected']]
    """
    What happened to the person.
    """


class ArticleRef(TypedDict):
    """
    The article that carries the statement.
    """

    uri: str
    """
    Identifies the article through all its versions.
    """
    version: str
    """
    Version of the article.
    """
    versionCreated: NotRequired[str | None]
    """
    When that version was made.
    """
    source: NotRequired[str | None]
    """
    Publisher or agency of the article, as given.
    """
    headline: NotRequired[str | None]
    """
    Its main headline.
    """
    contentHash: NotRequired[str | None]
    """
    Hash of its cleaned text.
    """
    duplicateOf: NotRequired[str | None]
    """
    Article whose text this one repeats and adds to: not an independent source.
    """


class Report(TypedDict):
    """
    One casualty statement by one source in one article.
    """

    id: str
    """
    Same statement, same identifier.
    """
    article: ArticleRef
    pubStatus: Literal['usable', 'canceled']
    """
    `canceled`: reports of this article with a lower version (or all, when the article was canceled) no longer stand; such a record counts nothing.
    """
    canceled: NotRequired[bool]
    """
    In a `canceled` record: whether the article itself was canceled, so that no version of it stands.
    """
    event: NotRequired[int]
    """
    Number of the event within its article: statements of one version of an article with other numbers tell of other events. Left out where the statement belongs to none.
    """
    counts: list[Count]
    """
    What is counted; empty only when pubStatus is canceled.
    """
    modality: Literal['asserted', 'denied', 'disputed', 'feared', 'hypothetical', 'historical']
    """
    How the statement is made; only asserted, disputed and feared can ring.
    """
    cumulative: bool
    """
    Whether the figure is a total over many events.
    """
    period: NotRequired[str | None]
    """
    The words that give the period of a cumulative figure.
    """
    reported_by: list[ReportedBy]
    """
    Who says so.
    """
    perpetrators: list[Perpetrator]
    """
    Who is blamed.
    """
    mode: list[Literal['aerial', 'drone', 'heavy-weapons', 'firearms', 'explosives', 'suicide-attack', 'vehicle', 'blades', 'arson', 'chemical', 'abduction', 'assault', 'execution', 'crowd', 'accident', 'disaster', 'disease', 'unknown']]
    """
    How it was done: PLOVER modes, with `accident` and `disaster` for what nobody did.
    """
    date: EventDate | None
    """
    When it happened; null when nothing tells.
    """
    place: Place | None
    """
    Where it happened; null when nothing tells.
    """
    victims: NotRequired[list[Victim]]
    """
    People described among the victims; used to join reports of one incident.
    """
    people: NotRequired[list[str]]
    """
    Persons that the article names, victims and suspects among them, in full; used to join reports of one incident.
    """
    names: NotRequired[list[str]]
    """
    Other proper names around the evidence: streets, schools, venues, bodies; used to join reports of one incident.
    """
    evidence: Evidence
    confidence: float
    """
    Chance, calibrated on labelled texts, that the report tells of a real event and that its numbers of killed and of injured are both as a person reads them there; 1 for a withdrawal.
    """


class Incident(TypedDict):
    """
    The incident as it now stands.
    """

    id: str
    """
    Stable identifier.
    """
    revision: int
    """
    Counts the alerts of this incident from 1.
    """
    change: Literal['new', 'raised', 'lowered', 'confirmed', 'contested', 'merged', 'withdrawn']
    """
    Why this alert was sent.
    """
    counts: list[Count]
    """
    Counts, `all` and its parts.
    """
    previous: NotRequired[list[Count]]
    """
    Counts of the alert before; empty in the first.
    """
    place: Place | None
    """
    Where.
    """
    date: EventDate | None
    """
    When.
    """
    mode: list[Literal['aerial', 'drone', 'heavy-weapons', 'firearms', 'explosives', 'suicide-attack', 'vehicle', 'blades', 'arson', 'chemical', 'abduction', 'assault', 'execution', 'crowd', 'accident', 'disaster', 'disease', 'unknown']]
    """
    How it was done: PLOVER modes, with `accident` and `disaster` for what nobody did.
    """
    reported_by: list[ReportedBy]
    """
    Who says so.
    """
    perpetrators: list[Perpetrator]
    """
    Who is blamed.
    """
    victims: NotRequired[list[Victim]]
    """
    People described among the victims.
    """
    grading: Literal['confirmed', 'fair', 'weak', 'contested', 'discounted']
    """
    Airwars grading.
    """
    number_of_sources: int
    """
    Independent sources; copies of one agency's text are one.
    """
    reports: list[ReportRef]
    """
    The statements that it rests on, oldest first.
    """
    absorbed: NotRequired[list[str]]
    """
    Incidents found to be this one.
    """
    merged_into: NotRequired[str | None]
    """
    In a Cancel by merging: the incident that lives on.
    """


class Alert(TypedDict):
    """
    One bell: CAP 1.2 headers with the typed incident.
    """

    identifier: str
    """
    Incident id and revision: the same input gives the same identifier.
    """
    sender: str
    """
    Who sends, from the settings.
    """
    sent: str
    """
    ISO 8601 with numeric offset, whole seconds, never Z, as CAP 1.2 demands.
    """
    status: Literal['Actual', 'Exercise', 'System', 'Test', 'Draft']
    """
    `Actual`, or `Test` for replays; `System` for notices about the service.
    """
    msgType: Literal['Alert', 'Update', 'Cancel']
    """
    First alert, change, or withdrawal.
    """
    scope: Literal['Public', 'Restricted', 'Private']
    """
    CAP scope.
    """
    references: list[str]
    """
    Earlier alerts of the incident: `sender,identifier,sent`.
    """
    info: list[Info]
    """
    CAP info blocks.
    """
    incident: Incident


class EnrichedArticle(TypedDict):
    """
    An article with what was read in it.
    """

    uri: str
    """
    Identifies the article through all its versions.
    """
    version: str
    """
    Version of the article as its publisher counts; `1` when none was given.
    """
    type: Literal['text']
    """
    ninjs item type; only text is read.
    """
    pubStatus: Literal['usable', 'withheld', 'canceled']
    """
    `canceled` withdraws what was reported from this article; `withheld` is kept quiet until it becomes usable.
    """
    language: str
    """
    BCP 47 tag of the text's language; `und` when it could not be told.
    """
    firstCreated: NotRequired[str | None]
    """
    When the first version was made, ISO 8601 with offset; null when unknown.
    """
    versionCreated: str | None
    """
    When this version was made, ISO 8601 with offset; dates in the text are read from here; null when unknown.
    """
    headlines: list[Headline]
    """
    Headlines of the article, the main one first.
    """
    bodies: list[Body]
    """
    Texts of the article; after cleaning exactly one, role `main`, plain text (none for a canceled article).
    """
    by: NotRequired[str | None]
    """
    Byline as printed.
    """
    located: NotRequired[str | None]
    """
    Place named in the dateline.
    """
    infoSources: NotRequired[list[InfoSource]]
    """
    Who provided the article: publisher, agency.
    """
    altIds: NotRequired[list[AltId]]
    """
    Other identifiers: url, guid.
    """
    associations: NotRequired[list[Association]]
    """
    Relations to other articles.
    """
    processing: Processing
    people: list[Person]
    """
    People named.
    """
    organisations: list[Organisation]
    """
    Organisations named.
    """
    places: list[EnrichedPlace]
    """
    Places named.
    """
    annotations: list[Annotation]
    """
    Mentions with offsets in the body.
    """
    reports: list[Report]
    """
    Casualty statements.
    """
