"""Read a noun phrase as victims: how many, who, named or not, new to the story or known.

"A family of five", "a couple and their three children", "two of the 11 wounded", "Ana Doe, 24," and "dozens of
villagers" all say how many people; "14 people, including 5 children" says it twice and the second is a part of the first.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from streams.reading.document import Token
from streams.reading.lexicon import table, words
from streams.reading.quantities import SMALL, VAGUE, Quantity
from streams.reading.tree import Tree

PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "herself": "f", "they": "", "them": "", "their": "",
    "themselves": "", "who": "", "whom": "", "it": "", "i": "", "me": "", "we": "", "us": "", "you": "", "my": "", "our": "", "hers": "",
}
PAIRS = {"couple": 2, "pair": 2, "twin": 2, "trio": 3, "both": 2, "duo": 2, "triplet": 3, "quartet": 4}
_HUMAN_ENDING = re.compile(r"(?:men|man|women|woman|person|people|ist|ists|goer|goers|worker|workers|keeper|keepers|holder|year-olds?)\Z")
_DEMONYM = re.compile(r"(?:ian|[^h]an|ese|i|ish|ean|ino|eno|ite|ener)s?\Z|^(?:greek|swiss|dane|swede|turk|kurd|arab|thai|serb|croat|briton|pole|finn|czech|spaniard|iraqi)s?\Z")
_YEARS = re.compile(r"year|month|week|day")


class Victims(NamedTuple):
    """The people of one noun phrase.

    ``quantity`` None with ``many`` False is one person, with ``many`` True an unknown number. ``reference`` is "new" ("a man"),
    "known" ("the man", "he"), "kin" ("her son"), "other" ("another man", "two more") or "name". ``names`` are the words of a personal name.
    """

    head: int
    noun: str
    group: str
    sex: str
    quantity: Quantity | None
    many: bool
    reference: str
    names: tuple[str, ...] = ()
    age: int | None = None
    whole: Quantity | None = None
    parts: tuple[Victims, ...] = ()
    start: int = 0
    end: int = 0
    none: bool = False
    pronoun: bool = False
    printed: str = ""

    @property
    def least(self) -> int:
        """The smallest number of people that the phrase can mean."""
        if self.none:
            return 0
        return self.quantity.least if self.quantity else 2 if self.many else 1


def noun_entry(token: Token) -> str | None:
    """Return the table entry of a noun for people ("police", "men m"), or None when it names no person.

    >>> noun_entry(Token("policemen", "policeman", "NNS", "", 0, 0, 9)), noun_entry(Token("trees", "tree", "NNS", "", 0, 0, 5))
    ('police', None)
    """
    nouns = table("victims")
    low = token.text.lower()
    bare = low.rpartition("-")[2]
    for form in (token.lemma, low, low.rstrip("s"), bare, bare.rstrip("s"), low[:-3] + "man" if low.endswith("men") else low):
        if form in nouns:
            return nouns[form]
    named = token.tag in ("NNP", "NNPS") and token.text[:1].isupper()
    return "all" if not named and _HUMAN_ENDING.search(low) and low not in words("not_people") else None


def low_s(word: str) -> bool:
    """Tell whether a word looks plural."""
    return word.endswith("s") and not word.endswith("ss")


def _age_value(low: list[str]) -> int | None:
    for word in low:
        plain = word.partition("-")[0]
        value = int(plain) if plain.isdigit() and len(plain) < 4 else SMALL.get(plain)
        if value is not None and 0 < value < 116:
            months = any(w.startswith(("month", "week", "day")) or "-month" in w for w in low)
            return 0 if months else value
    return None


def _name_words(low: list[str]) -> tuple[str, ...]:
    """Return the words of a name without titles, quotes and initials."""
    return tuple(w for w in low if w not in words("titles") and w.rstrip(".") not in words("titles") and w not in table("victims")
                 and len(w.rstrip(".")) > 1 and w[0].isalpha() and w not in ("jr", "sr", "jr.", "sr.", "ii", "iii"))


class Reader:
    """Reads the noun phrases of one sentence as victims."""

    def __init__(self, tree: Tree, quantities: list[Quantity], headline: bool = False) -> None:
        self.tree = tree
        self.quantities = quantities
        self.headline = headline

    def read(self, head: int, loose: bool = False) -> list[Victims]:
        """Return the victims of the phrase at ``head`` and of all joined to it.

        ``loose`` accepts a name or number that stands alone, as an object of "killed" may.
        """
        found: list[Victims] = []
        heads = self.tree.joined(head)
        if self.headline:
            heads += self._listed_after(heads[-1], heads)
            comma = self._left(head) - 1
            if comma > 0 and self.tree.low[comma] in (",", "&") and comma - 1 not in heads and self.tree.tokens[comma - 1].tag in ("NN", "NNS", "NNP") \
                    and noun_entry(self.tree.tokens[comma - 1]):
                heads.insert(0, comma - 1)
        heads = [name for index in heads for name in self._named_after(index)]
        for index in heads:
            one = self.one(index, loose)
            if one:
                found.append(one)
        rest = [v for v in found[1:] if self.tree.tokens[v.head].dep in ("appos", "conj")]
        if len(found) > 1 and self.tree.tokens[found[1].head].dep == "appos" and sum(v.least for v in rest) == found[0].least > 1:
            return [found[0]._replace(parts=tuple(rest))]  # "three reporters, two Salvadorans and a Dane"
        return found

    def _named_after(self, head: int) -> list[int]:
        """Return the names behind a bare plural, "leaders Ana Doe and Juan Roe", or the noun itself."""
        tree = self.tree
        if tree.tokens[head].tag != "NNS" or head + 1 >= len(tree.low) or tree.tokens[head + 1].tag != "NNP" or noun_entry(tree.tokens[head]) is None or self._quantity(head):
            return [head]
        last = head + 1
        while last + 1 < len(tree.low) and tree.tokens[last + 1].tag == "NNP":
            last += 1
        return tree.joined(last)

    def _listed_after(self, last: int, known: list[int]) -> list[int]:
        """Return nouns that a headline joins by a comma: "mother, 2 teens"."""
        tree, found = self.tree, []
        while last + 2 < len(tree.low) and tree.low[last + 1] in (",", "and", "&"):
            head = next((i for i in range(last + 2, min(last + 6, len(tree.low))) if tree.tokens[i].tag in ("NN", "NNS", "NNP")
                         and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS"))), None)
            if head is None or head in known or noun_entry(tree.tokens[head]) is None or any(tree.verb(i) for i in range(last + 2, head)):
                break
            found.append(head)
            last = head
        return found

    def one(self, head: int, loose: bool = False, owner: bool = True) -> Victims | None:
        """Return the victims of the phrase at ``head`` alone, or None when it does not mean people."""
        tree, token = self.tree, self.tree.tokens[head]
        low = tree.low[head]
        if low in ("i", "me", "we", "us", "you", "it", "my", "our", "its", "your"):
            return None  # a speaker's own words, or a thing
        if low in PRONOUNS:
            return Victims(head, low, "all", PRONOUNS[low], None, low in ("they", "them", "we", "us", "their", "themselves"), "known",
                           start=head, end=head + 1, pronoun=True)
        if low in ("none", "nobody", "nothing") or (low == "one" and head and tree.low[head - 1] == "no"):
            return Victims(head, low, "all", "", None, False, "known", none=True, start=head, end=head + 1)
        if low in ("old", "olds") or low.endswith(("year-old", "year-olds")):
            return self._aged(head)
        owned = self._owned(head) if owner else None
        if owned is not None:
            return self.one(owned, loose)
        quantity = self._quantity(head)
        inner = self._of(head)
        if inner is not None and (low in VAGUE or low in ("dozen", "body", "bodies", "lives", "life", "remains", "total", "couple", "pair", "rest",
                                                         "majority", "most", "half", "number") or token.tag in ("CD", "DT") or low in ("all", "both", "each", "others", "members", "some", "one", "group")):
            return self._partitive(head, inner, quantity, low)
        entry = noun_entry(token)
        if token.tag in ("NNP", "NNPS") or (entry is None and (token.text[:1].isupper() and head or self._name_before(head))):
            return self._named(head, quantity, entry, loose)
        if token.tag == "CD" or (quantity and quantity.start <= head < quantity.end):
            return self._bare(head, quantity, loose)
        if low == "other":
            return Victims(head, low, "all", "", None, False, "known", start=head, end=head + 1)
        if low in ("both", "all", "another", "others", "some", "many", "several"):
            return Victims(head, low, "all", "", quantity or (Quantity(2, 2, 2, "exact", head, head + 1) if low == "both" else None),
                           low not in ("another",), "other" if "other" in low else "known", start=head, end=head + 1)
        if entry is None:
            return None
        return self._noun(head, entry, quantity)

    def _name_before(self, head: int) -> bool:
        """Tell whether two words of a name stand before a word that looks common: a surname in lower case."""
        return head > 1 and all(self.tree.tokens[i].tag == "NNP" and self.tree.tokens[i].dep == "compound" for i in (head - 1, head - 2)) \
            and self.tree.low[head] not in words("organisations") and not any(w in words("organisations") for w in self.tree.low[head - 2:head])

    def _owned(self, head: int) -> int | None:
        """Return the noun that belongs to the name at ``head``: "Ana Doe's grandson" tells of the grandson."""
        tree = self.tree
        if head + 1 >= len(tree.low) or tree.low[head + 1] not in ("'s", "’s", "’", "'") or tree.tokens[head].dep == "poss" and tree.tokens[head].head < head:
            return None
        for at in range(head + 2, min(head + 6, len(tree.low))):
            if tree.tokens[at].tag not in ("NN", "NNS", "JJ", "CD", "NNP", "HYPH"):
                return None
            if tree.tokens[at].tag in ("NN", "NNS") and noun_entry(tree.tokens[at]) and not (at + 1 < len(tree.low) and tree.tokens[at + 1].tag in ("NN", "NNS")):
                return at
        return None

    def _aged(self, head: int) -> Victims | None:
        """Read "the 2-year-old", "two 15-year-olds": an age that stands for its bearer."""
        tree = self.tree
        first = head
        while "-" not in tree.low[head] and first and head - first < 5 and (tree.tokens[first - 1].text in ("-", "–") or _YEARS.match(tree.low[first - 1]) or tree.tokens[first - 1].tag == "CD"):
            first -= 1
        age = _age_value(tree.low[first:head + 1])
        if age is None:
            return None
        many = tree.low[head].endswith("olds")
        quantity = next((q for q in self.quantities if q.end == first or (q.end == first - 1 and tree.tokens[first - 1].tag in ("JJ", "NN"))), None) if many else None
        group = "children" if age < 13 else "teenagers" if age < 18 else "all"
        name, _, printed = self._apposed(head)
        start = first - 1 if first and tree.tokens[first - 1].tag in ("DT", "PRP$", "JJ") else first
        return Victims(head, "year-old", group, "", quantity, many, self._reference(head, start), name, age, start=start, end=head + 1, printed=printed)

    def _printed(self, first: int, last: int) -> str:
        """Return the words of a name as the text prints them, without roles before it."""
        while first < last - 1 and self.tree.low[first] in table("victims"):
            first += 1
        return " ".join(t.text for t in self.tree.tokens[first:last])

    def _apposed(self, head: int) -> tuple[tuple[str, ...], int | None, str]:
        """Return the name, and the age with it, that stands beside a noun: "her daughter, Ana Doe, 19"."""
        tree = self.tree
        at = head + 1
        if at < len(tree.low) and tree.low[at] in (",", "–", "-", "--", "—", ":"):
            at += 1
        elif tree.child(head, "appos") != at:
            return (), None, ""
        while at < len(tree.low) and tree.low[at] in ("identified", "named", "as", "\"", "“"):
            at += 1
        last = at
        while last < len(tree.low) and (tree.tokens[last].tag in ("NNP", "NNPS") or (last > at and tree.low[last] in ("\"", "“", "”", "'", "’", "``", "''"))):
            last += 1
        names = _name_words(tree.low[at:last])
        if last - at < 2 or not names or any(w in words("organisations") for w in names) or len(names) < 2:
            return (), None, ""
        return names, self._age(last - 1, last - 1), self._printed(at, last)

    def _of(self, head: int) -> int | None:
        inner = self.tree.prepositional(head, "of", "among")
        return inner[0] if inner else None

    def _partitive(self, head: int, inner: int, quantity: Quantity | None, low: str) -> Victims | None:
        """Read "dozens of villagers", "two of the 11 wounded", "the bodies of three men"."""
        within = self.one(inner, True)
        if within is None:
            return None
        if within.pronoun:
            within = within._replace(noun="", sex="")
        definite = within.reference in ("known", "name") or self._determiner(inner) in ("the", "these", "those", "their", "his", "her", "its")
        body = low in ("body", "bodies", "remains", "lives", "life", "number", "total", "group", "couple", "members") and not (quantity and definite)
        if body and quantity is None:
            return within._replace(start=min(within.start, head))
        if low in ("both",):
            quantity = Quantity(2, 2, 2, "exact", head, head + 1)
        known = "known" if definite and low not in VAGUE or (definite and low in ("several", "some", "many")) else "new"
        many = quantity is None or quantity.least > 1
        return within._replace(head=head, quantity=quantity, many=many and low not in ("one", "each"), reference=known, names=(),
                               whole=within.quantity if definite else None, start=min(head, quantity.start if quantity else head),
                               end=within.end, pronoun=False)

    def _bare(self, head: int, quantity: Quantity | None, loose: bool) -> Victims | None:
        if quantity is None or not (loose or self.tree.tokens[head].dep in ("nsubj", "nsubjpass", "dobj", "conj", "pobj")):
            return None
        following = self.tree.low[quantity.end] if quantity.end < len(self.tree.low) else ""
        earlier = self.tree.low[quantity.start - 1] if quantity.start else ""
        other = following in ("others", "other", "more") or earlier in ("another",)
        return Victims(head, "", "all", "", quantity, (quantity.best or 2) > 1, "other" if other else "new",
                       start=quantity.start, end=max(head + 1, quantity.end))

    def _named(self, head: int, quantity: Quantity | None, entry: str | None, loose: bool) -> Victims | None:
        tree = self.tree
        first = head
        while first and tree.tokens[first - 1].tag in ("NNP", "NNPS") and tree.tokens[first - 1].end + 2 >= tree.tokens[first].start:
            first -= 1
        if first > 2 and tree.tokens[first - 1].text in ("\"", "”", "''", "’", "'") and tree.tokens[first - 2].tag == "NNP":
            back = first - 2
            while back and tree.tokens[back].tag == "NNP":
                back -= 1
            if tree.tokens[back].text in ("\"", "“", "``", "‘", "'"):
                while back and tree.tokens[back - 1].tag == "NNP":
                    back -= 1
                first = back
        if tree.tokens[head].text.isupper() and len(tree.tokens[head].text) < 5 and first == head:
            return None
        if quantity and quantity.end <= first and tree.tokens[head].tag == "NNPS":
            return Victims(head, tree.low[head], "all", "", quantity, quantity.least > 1, self._reference(head), start=quantity.start, end=head + 1)
        if entry and first == head and tree.tokens[head].tag != "NNPS" and (self._determiner(head) or quantity or head == 0):
            return self._noun(head, entry, quantity)
        if first == head and low_s(tree.low[head]) and (quantity or loose) and _DEMONYM.search(tree.low[head]):
            return self._noun(head, "all", quantity)._replace(many=quantity is None or quantity.least > 1)
        if entry and tree.tokens[head].tag == "NNPS":
            return self._noun(head, entry, quantity)
        if any(t in words("organisations") for t in tree.low[first:head + 1]) or self._determiner(head) in ("a", "an", "the", "this"):
            if entry is None and first == head and loose and _DEMONYM.search(tree.low[head]):
                entry = "all"
            return self._noun(head, entry, quantity) if entry else None
        sex = next((e.rpartition(" ")[2] for t in tree.tokens[first:head] if (e := noun_entry(t)) and e.endswith((" m", " f"))), "")
        names = _name_words(tree.low[first:head + 1])
        if not names:
            return None
        role = next((e.partition(" ")[0] for t in tree.tokens[first:head] if (e := noun_entry(t))), "all")
        return Victims(head, "", role, sex, None, False, "name", names, self._age(head, head), start=first, end=head + 1, printed=self._printed(first, head + 1))

    def _noun(self, head: int, entry: str, quantity: Quantity | None) -> Victims:
        tree, token = self.tree, self.tree.tokens[head]
        low = tree.low[head]
        group, _, sex = entry.partition(" ")
        first = self._left(head)
        inside = tree.low[first:head]
        if "no" in inside and quantity is None:
            return Victims(head, token.lemma, group, sex, None, False, "known", none=True, start=first, end=head + 1)
        if "both" in inside and quantity is None:
            quantity = Quantity(2, 2, 2, "exact", first, first + 1)
        if token.lemma in PAIRS and quantity is None:
            n = PAIRS[token.lemma]
            quantity = Quantity(n, n, n, "exact", head, head + 1)
        if token.lemma in ("family", "group") and (size := self._size(head)):
            quantity = size
        elif token.lemma in ("family", "group", "couple", "crowd") and quantity and quantity.best == 1:
            quantity = None
        plural = token.tag in ("NNS", "NNPS") or token.lemma in ("people", "police", "personnel", "crew", "staff")
        many = (quantity.least > 1) if quantity else plural
        if group in ("men", "women", "all") and any(w in ("young", "teenage", "minor") for w in inside) and low in ("boy", "girl"):
            group = "children"
        for word in inside:
            mod = table("victims").get(word, "").partition(" ")[0]
            if group == "all" and mod not in ("", "all"):
                group = mod
        extra = table("modifiers")
        group = next((extra[w] for w in inside if w in extra and group in ("all", "men", "women")), group)
        age = self._age(first, head)
        names: tuple[str, ...] = ()
        printed = ""
        if not many:
            names, beside, printed = self._apposed(head)
            age = beside if age is None else age
        return Victims(head, token.lemma, group, sex, quantity, many, self._reference(head, first), names, age,
                       start=min(first, quantity.start if quantity else first), end=head + 1, printed=printed)

    def _size(self, head: int) -> Quantity | None:
        """Return the size of "a family of five"."""
        for number in self.tree.prepositional(head, "of"):
            for q in self.quantities:
                if q.start <= number < q.end:
                    return q
        return None

    def _left(self, head: int) -> int:
        tree, first = self.tree, head
        while first:
            token = tree.tokens[first - 1]
            if token.tag in ("DT", "JJ", "JJR", "JJS", "NN", "NNP", "CD", "PRP$", "VBN", "VBG", "HYPH", "POS", "PDT", "NNS", "RBS", "RBR") or token.text in ("-", "–") \
                    or (token.tag == "RB" and token.dep in ("advmod", "quantmod") and token.head >= first - 1) or (token.text in ("'s", "’s")):
                if token.dep in ("nsubj", "nsubjpass", "pobj", "dobj", "npadvmod", "appos", "conj", "attr", "ROOT", "relcl") and token.head != head \
                        and not self._within(first - 1, head):
                    break
                if token.tag in ("VBG", "VBN", "VBD") and token.dep not in ("amod", "compound", "nmod"):
                    break
                first -= 1
                continue
            break
        return first

    def _within(self, at: int, head: int) -> bool:
        return any(governor == head for governor in self.tree.up(at))

    def _determiner(self, head: int) -> str:
        first = self._left(head)
        for index in range(first, head):
            if self.tree.tokens[index].tag in ("DT", "PRP$", "PDT"):
                return self.tree.low[index]
        return ""

    def _reference(self, head: int, first: int | None = None) -> str:
        inside = self.tree.low[first if first is not None else self._left(head):head + 1]
        entry = noun_entry(self.tree.tokens[head]) or "all"
        ordinal = entry.partition(" ")[0] in ("all", "men", "women", "children", "teenagers", "civilians", "police", "soldiers", "combatants", "attackers", "students", "passengers")
        if any(w in ("another", "other", "others", "more", "additional") or ordinal and w in ("second", "third", "fourth", "fifth", "sixth") for w in inside):
            return "known" if "the" in inside and "other" in inside else "other"
        first_det = next((w for w in inside if w in ("the", "this", "that", "these", "those", "his", "her", "their", "its", "both", "all", "my", "our", "a", "an")), "")
        if first_det in ("the", "this", "that", "these", "those", "both", "all"):
            return "known"
        return "kin" if first_det in ("his", "her", "their", "my", "our") and self.tree.tokens[head].tag == "NN" else "new"

    def _quantity(self, head: int) -> Quantity | None:
        """Return the count that stands in the phrase: the nearest before its head with nothing foreign between."""
        tree = self.tree
        for q in reversed(self.quantities):
            if q.start <= head < q.end:
                return q
            if q.end > head or head - q.end > 9:
                continue
            between = range(q.end, head)
            if all(self._inside(i, head) for i in between):
                return q
            if q.end > head - 9 and any(tree.tokens[i].head == head and tree.tokens[i].dep == "nummod" for i in range(q.start, q.end)):
                return q
        return None

    def _inside(self, at: int, head: int) -> bool:
        token = self.tree.tokens[at]
        if token.tag in ("JJ", "JJR", "JJS", "NN", "NNP", "HYPH", "VBN", "VBG", "CD", "POS", "NNPS", "RB", "FW"):
            return not (token.tag == "VBN" and token.dep not in ("amod", "nmod", "compound", "acl"))
        return token.text in ("-", "–", "of", "the", "other", "/", "’s", "'s", "\"") or (token.text in (",", "and") and token.head == head and at + 1 < head)

    def _age(self, first: int, head: int) -> int | None:
        """Return the age said with the phrase: "24-year-old", ", 24,", "aged 24"."""
        tree = self.tree
        for index in range(max(0, first - 1), min(len(tree.tokens), head + 1)):
            low = tree.low[index]
            if (low.isdigit() or low in SMALL) and any(_YEARS.match(w) for w in tree.low[index + 1:index + 3]) and index < head:
                return _age_value(tree.low[index:index + 3])
            if "year-old" in low and low[:1].isalnum():
                return _age_value([low])
        after = tree.low[head + 1:head + 7]
        if len(after) > 1 and after[0] in (",", "(", "age", "aged") and after[1].isdigit() and int(after[1]) < 116 and (len(after) < 3 or after[2] in (",", ")", ".", ";", "of", "and", "was", "who", "from", "died", "-")):
            return int(after[1])
        if len(after) > 4 and after[0] == "," and after[1] in ("a", "an", "age", "aged"):
            return _age_value(after[2:5]) if any(_YEARS.match(w) for w in after[2:5]) or after[1] in ("age", "aged") else None
        return None
