"""Read a noun phrase as victims: how many, who, named or not, new to the story or known.

"A family of five", "a couple and their three children", "two of the 11 wounded", "Ana Doe, 24," and "dozens of
villagers" all say how many people; "14 people, including 5 children" says it twice and the second is a part of the first.
"""

from __future__ import annotations

from streams.reading.lexicon import table, words
from streams.reading.nouns import Phrases
from streams.reading.quantities import PARTS, VAGUE, Quantity
from streams.reading.victims import (
    AGED,
    DEMONYM,
    ORDINALS,
    PAIRS,
    PRONOUNS,
    Victims,
    doer,
    looks_plural,
    name_words,
    noun_entry,
)

_BEFORE_PARTS = frozenset({",", ":", "-", "–", "—", "("})
_MOSTLY = frozenset({"mostly", "mainly", "largely", "chiefly", "many", "most"})


def _unlike(whole: Victims, part: Victims) -> bool:
    """Tell whether people cannot be among others: a woman among men, a child among grown-ups or the other way round."""
    groups = {whole.group, part.group}
    return {whole.sex, part.sex} == {"m", "f"} or ("children" in groups and bool(groups & {"men", "women"}))


class Reader(Phrases):
    """Reads the noun phrases of one sentence as victims."""

    def read(self, head: int, loose: bool = False) -> list[Victims]:
        """Return the victims of the phrase at ``head`` and of all joined to it.

        ``loose`` accepts a name or number that stands alone, as an object of "killed" may.
        """
        found: list[Victims] = []
        heads = self.tree.joined(head)
        if self.headline:
            heads += self.listed_after(heads[-1], heads)
            comma = self.left(head) - 1
            if (
                comma > 0
                and self.tree.low[comma] in (",", "&")
                and comma - 1 not in heads
                and self.tree.tokens[comma - 1].tag in ("NN", "NNS", "NNP")
                and noun_entry(self.tree.tokens[comma - 1])
            ):
                heads.insert(0, comma - 1)
        heads = [name for index in heads for name in self.named_after(index)]
        for index in heads:
            one = self.one(index, loose) or self._doer(index)
            if one and not (found and _MOSTLY & set(self.tree.low[max(0, one.start - 1) : one.head])):
                found.append(one)  # "22, mostly foreign workers" are 22
        rest = [v for v in found[1:] if self.tree.tokens[v.head].dep in ("appos", "conj")]
        if (
            len(found) > 1
            and self.tree.tokens[found[1].head].dep == "appos"
            and sum(v.least for v in rest) == found[0].least > 1
            and not any(_unlike(found[0], v) for v in rest)
        ):
            return [found[0]._replace(parts=tuple(rest))]  # "three reporters, two Salvadorans and a Dane"
        return self._spelled_out(found)

    def _spelled_out(self, found: list[Victims]) -> list[Victims]:
        """Put what ends a list under the number that it spells out, which is then counted once.

        "A woman and her two sons, Ola and Per", "the two teens, one female and one male", "all victims, two men and a boy".
        """
        for at, one in enumerate(found):
            rest = found[at + 1 :]
            if len(rest) < 2 or rest[0].start <= one.head or self.tree.low[rest[0].start - 1] not in _BEFORE_PARTS:
                continue
            known = one.reference == "known"
            number = one.quantity.best if one.quantity and one.quantity.low == one.quantity.high else None
            if number == len(rest) and all(v.names or (known and v.quantity) for v in rest):
                return [*found[:at], one._replace(parts=tuple(rest))]
            if number is None and one.many and known and all(v.quantity or not v.many for v in rest):
                return [*found[:at], *rest]
        return found

    def one(self, head: int, loose: bool = False, owner: bool = True) -> Victims | None:
        """Return the victims of the phrase at ``head`` alone, or None when it does not mean people."""
        tree, token = self.tree, self.tree.tokens[head]
        low = tree.low[head]
        if low in ("i", "me", "we", "us", "you", "it", "my", "our", "its", "your"):
            return None  # a speaker's own words, or a thing
        if low in PRONOUNS:
            return Victims(
                head,
                low,
                "all",
                PRONOUNS[low],
                None,
                low in ("they", "them", "we", "us", "their", "themselves"),
                "known",
                start=head,
                end=head + 1,
                pronoun=True,
            )
        if low in ("none", "nobody", "nothing") or (low == "one" and head and tree.low[head - 1] == "no"):
            return Victims(head, low, "all", "", None, False, "known", none=True, start=head, end=head + 1)
        if low in ("old", "olds") or low.endswith(AGED):
            return self.aged(head)
        owned = self.owned(head) if owner else None
        if owned is not None:
            return self.one(owned, loose)
        quantity = self.quantity(head)
        inner = self.of(head)
        if inner is not None and (
            low in VAGUE
            or low
            in (
                "dozen",
                "body",
                "bodies",
                "lives",
                "life",
                "remains",
                "total",
                "couple",
                "pair",
                "rest",
                "majority",
                "most",
                "half",
                "number",
            )
            or token.tag in ("CD", "DT")
            or (quantity is not None and low in PARTS)
            or low in ("all", "both", "each", "others", "members", "some", "one", "group")
        ):
            whole = self._partitive(head, inner, quantity, low)
            if whole is not None or low != "members":
                return whole
        if low in ORDINALS and inner is None and token.dep not in ("amod", "advmod"):
            return self.ordinal(head)
        entry = noun_entry(token)
        if token.tag in ("NNP", "NNPS") or (
            entry is None and ((token.text[:1].isupper() and head) or self.name_before(head))
        ):
            return self._named(head, quantity, entry, loose)
        if token.tag == "CD" or (quantity and quantity.start <= head < quantity.end):
            return self._bare(head, quantity, loose)
        if low in ("anyone", "everyone", "everybody", "anybody", "whoever") or (
            low == "other" and head and tree.low[head - 1] == "each"
        ):
            return None
        if low == "other":
            return Victims(head, low, "all", "", None, False, "known", start=head, end=head + 1)
        if low in ("both", "all", "another", "others", "some", "many", "several"):
            return Victims(
                head,
                low,
                "all",
                "",
                quantity or (Quantity(2, 2, 2, "exact", head, head + 1) if low == "both" else None),
                low not in ("another",),
                "other" if "other" in low else "known",
                start=head,
                end=head + 1,
            )
        if entry is None:
            return None
        return self._noun(head, entry, quantity)

    def _doer(self, head: int) -> Victims | None:
        """Read a counted noun that no list knows by its ending: "two drivers and a loader"."""
        quantity = self.quantity(head)
        counted = quantity is not None or self.determiner(head) in ("a", "an", "another")
        return self._noun(head, "all", quantity) if counted and doer(self.tree.tokens[head]) else None

    def _partitive(self, head: int, inner: int, quantity: Quantity | None, low: str) -> Victims | None:
        """Read "dozens of villagers", "two of the 11 wounded", "the bodies of three men"."""
        within = self.one(inner, True)
        if within is None:
            return None
        if within.pronoun:
            within = within._replace(noun="", sex="")
        definite = within.reference in ("known", "name") or self.determiner(inner) in (
            "the",
            "these",
            "those",
            "their",
            "his",
            "her",
            "its",
        )
        body = low in (
            "body",
            "bodies",
            "remains",
            "lives",
            "life",
            "number",
            "total",
            "group",
            "couple",
            "members",
        ) and not (quantity and definite)
        if body and quantity is None:
            return within._replace(start=min(within.start, head))
        if low in ("both",):
            quantity = Quantity(2, 2, 2, "exact", head, head + 1)
        known = "known" if (definite and low not in VAGUE) or (definite and low in ("several", "some", "many")) else "new"
        many = quantity is None or quantity.least > 1
        return within._replace(
            head=head,
            quantity=quantity,
            many=many and low not in ("one", "each"),
            reference=known,
            names=(),
            whole=within.quantity if definite else None,
            start=min(head, quantity.start if quantity else head),
            end=within.end,
            pronoun=False,
        )

    def _bare(self, head: int, quantity: Quantity | None, loose: bool) -> Victims | None:
        if quantity is None or not (loose or self.tree.tokens[head].dep in ("nsubj", "nsubjpass", "dobj", "conj", "pobj")):
            return None
        following = self.tree.low[quantity.end] if quantity.end < len(self.tree.low) else ""
        earlier = self.tree.low[quantity.start - 1] if quantity.start else ""
        other = following in ("others", "other", "more") or earlier in ("another",)
        return Victims(
            head,
            "",
            "all",
            "",
            quantity,
            (quantity.best or 2) > 1,
            "other" if other else "new",
            start=quantity.start,
            end=max(head + 1, quantity.end),
        )

    def _named(self, head: int, quantity: Quantity | None, entry: str | None, loose: bool) -> Victims | None:
        tree = self.tree
        first = head
        while (
            first
            and tree.tokens[first - 1].tag in ("NNP", "NNPS")
            and tree.tokens[first - 1].end + 2 >= tree.tokens[first].start
        ):
            first -= 1
        if first > 2 and tree.tokens[first - 1].text in ('"', "”", "''", "’", "'") and tree.tokens[first - 2].tag == "NNP":
            back = first - 2
            while back and tree.tokens[back].tag == "NNP":
                back -= 1
            if tree.tokens[back].text in ('"', "“", "``", "‘", "'"):
                while back and tree.tokens[back - 1].tag == "NNP":
                    back -= 1
                first = back
        if tree.tokens[head].text.isupper() and len(tree.tokens[head].text) < 5 and first == head:
            return None
        if quantity and quantity.end <= first and tree.tokens[head].tag == "NNPS":
            return Victims(
                head,
                tree.low[head],
                "all",
                "",
                quantity,
                quantity.least > 1,
                self.reference(head),
                start=quantity.start,
                end=head + 1,
            )
        if entry and first == head and tree.tokens[head].tag != "NNPS" and (self.determiner(head) or quantity or head == 0):
            return self._noun(head, entry, quantity)
        if first == head and looks_plural(tree.low[head]) and (quantity or loose) and DEMONYM.search(tree.low[head]):
            return self._noun(head, "all", quantity)._replace(many=quantity is None or quantity.least > 1)
        if entry and tree.tokens[head].tag == "NNPS":
            return self._noun(head, entry, quantity)
        harmed = first < head and first > 0 and tree.low[first - 1] in table("states")  # "the murdered Ana Doe"
        definite = self.determiner(head) in ("a", "an", "the", "this") and not harmed
        if definite or any(t in words("organisations") for t in tree.low[first : head + 1]):
            if entry is None and first == head and loose and DEMONYM.search(tree.low[head]):
                entry = "all"
            return self._noun(head, entry, quantity) if entry else None
        sex = next(
            (e.rpartition(" ")[2] for t in tree.tokens[first:head] if (e := noun_entry(t)) and e.endswith((" m", " f"))), ""
        )
        names = name_words(tree.low[first : head + 1])
        if first == head and tree.low[head].rstrip("s") in words("animals"):
            return None
        if not names:
            beside = next((k for k in tree.kids[head] if k > head and tree.tokens[k].dep == "appos"), None)
            titled = beside is not None and all(t.tag == "NNP" for t in tree.tokens[head : beside + 1])
            return self._named(beside, quantity, entry, loose) if titled and beside is not None else None
        role = next((e.partition(" ")[0] for t in tree.tokens[first:head] if (e := noun_entry(t))), "all")
        return Victims(
            head,
            "",
            role,
            sex,
            None,
            False,
            "name",
            names,
            self.age(head, head),
            start=first,
            end=head + 1,
            printed=self.printed(first, head + 1),
        )

    def _noun(self, head: int, entry: str, quantity: Quantity | None) -> Victims:
        tree, token = self.tree, self.tree.tokens[head]
        low = tree.low[head]
        group, _, sex = entry.partition(" ")
        first = self.left(head)
        inside = tree.low[first:head]
        if "no" in inside and quantity is None:
            return Victims(head, token.lemma, group, sex, None, False, "known", none=True, start=first, end=head + 1)
        if "both" in inside and quantity is None:
            quantity = Quantity(2, 2, 2, "exact", first, first + 1)
        if token.lemma in PAIRS and quantity is None:
            n = PAIRS[token.lemma]
            quantity = Quantity(n, n, n, "exact", head, head + 1)
        if token.lemma in ("family", "group") and (size := self.size(head)):
            quantity = size
        elif token.lemma in ("family", "group", "couple", "crowd") and quantity and quantity.best == 1:
            quantity = None
        plural = token.tag in ("NNS", "NNPS") or token.lemma in ("people", "police", "personnel", "crew", "staff")
        many = (quantity.least > 1) if quantity else plural
        if (
            group in ("men", "women", "all")
            and any(w in ("young", "teenage", "minor") for w in inside)
            and low in ("boy", "girl")
        ):
            group = "children"
        for word in inside:
            mod = table("victims").get(word, "").partition(" ")[0]
            if group == "all" and mod not in ("", "all"):
                group = mod
        extra = table("modifiers")
        group = next((extra[w] for w in inside if w in extra and group in ("all", "men", "women")), group)
        age = self.age(first, head)
        rank = next((ORDINALS[w] for w in inside if w in ORDINALS), 0) if {"a", "an"} & set(inside[:1]) else 0
        names: tuple[str, ...] = ()
        printed = ""
        if not many:
            names, beside, printed = self.apposed(head)
            age = beside if age is None else age
        return Victims(
            head,
            token.lemma,
            group,
            sex,
            quantity,
            many,
            self.reference(head, first),
            names,
            age,
            start=min(first, quantity.start if quantity else first),
            end=head + 1,
            printed=printed,
            rank=rank if not many else 0,
        )
