"""Find the parts of a noun phrase: where it begins, its article, its number, the age and the name beside it."""

from __future__ import annotations

from streams.reading.lexicon import table, words
from streams.reading.quantities import SMALL, Quantity
from streams.reading.tree import Tree
from streams.reading.victims import ORDINALS, YEARS, Victims, age_value, doer, name_words, noun_entry


class Phrases:
    """The noun phrases of one sentence."""

    def __init__(self, tree: Tree, quantities: list[Quantity], headline: bool = False) -> None:
        self.tree = tree
        self.quantities = quantities
        self.headline = headline

    def named_after(self, head: int) -> list[int]:
        """Return the names behind a bare plural, "leaders Ana Doe and Juan Roe", or the noun itself."""
        tree = self.tree
        if (
            tree.tokens[head].tag != "NNS"
            or head + 1 >= len(tree.low)
            or tree.tokens[head + 1].tag != "NNP"
            or noun_entry(tree.tokens[head]) is None
            or self.quantity(head)
        ):
            return [head]
        last = head + 1
        while last + 1 < len(tree.low) and tree.tokens[last + 1].tag == "NNP":
            last += 1
        return tree.joined(last)

    def listed_after(self, last: int, known: list[int]) -> list[int]:
        """Return nouns that a headline joins by a comma: "mother, 2 teens"."""
        tree, found = self.tree, []
        while last + 2 < len(tree.low) and tree.low[last + 1] in (",", "and", "&"):
            head = next(
                (
                    i
                    for i in range(last + 2, min(last + 6, len(tree.low)))
                    if tree.tokens[i].tag in ("NN", "NNS", "NNP")
                    and not (i + 1 < len(tree.low) and tree.tokens[i + 1].tag in ("NN", "NNS"))
                ),
                None,
            )
            if (
                head is None
                or head in known
                or noun_entry(tree.tokens[head]) is None
                or any(tree.verb(i) for i in range(last + 2, head))
            ):
                break
            found.append(head)
            last = head
        return found

    def name_before(self, head: int) -> bool:
        """Tell whether two words of a name stand before a word that looks common: a surname in lower case."""
        return (
            head > 1
            and all(self.tree.tokens[i].tag == "NNP" and self.tree.tokens[i].dep == "compound" for i in (head - 1, head - 2))
            and self.tree.low[head] not in words("organisations")
            and not any(w in words("organisations") for w in self.tree.low[head - 2 : head])
        )

    def owned(self, head: int) -> int | None:
        """Return the noun that belongs to the name at ``head``: "Ana Doe's grandson" tells of the grandson."""
        tree = self.tree
        if (
            head + 1 >= len(tree.low)
            or tree.low[head + 1] not in ("'s", "’s", "’", "'")
            or (tree.tokens[head].dep == "poss" and tree.tokens[head].head < head)
        ):
            return None
        for at in range(head + 2, min(head + 6, len(tree.low))):
            if tree.tokens[at].tag not in ("NN", "NNS", "JJ", "CD", "NNP", "HYPH"):
                return None
            if (
                tree.tokens[at].tag in ("NN", "NNS")
                and noun_entry(tree.tokens[at])
                and not (at + 1 < len(tree.low) and tree.tokens[at + 1].tag in ("NN", "NNS"))
            ):
                return at
        return None

    def printed(self, first: int, last: int) -> str:
        """Return the words of a name as the text prints them, without roles before it."""
        while first < last - 1 and self.tree.low[first] in table("victims"):
            first += 1
        return " ".join(t.text for t in self.tree.tokens[first:last])

    def apposed(self, head: int) -> tuple[tuple[str, ...], int | None, str]:
        """Return the name, and the age with it, that stands beside a noun: "her daughter, Ana Doe, 19"."""
        tree = self.tree
        at = head + 1
        if at < len(tree.low) and tree.low[at] in (",", "–", "-", "--", "—", ":"):
            at += 1
        elif tree.child(head, "appos") != at:
            return (), None, ""
        while at < len(tree.low) and tree.low[at] in ("identified", "named", "as", '"', "“"):
            at += 1
        last = at
        while last < len(tree.low) and (
            tree.tokens[last].tag in ("NNP", "NNPS")
            or (last > at and tree.low[last] in ('"', "“", "”", "'", "’", "``", "''"))
        ):
            last += 1
        names = name_words(tree.low[at:last])
        if last - at < 2 or not names or any(w in words("organisations") for w in names) or len(names) < 2:
            return (), None, ""
        return names, self.age(last - 1, last - 1), self.printed(at, last)

    def of(self, head: int) -> int | None:
        """Return what "of" or "among" ties to the noun."""
        inner = self.tree.prepositional(head, "of", "among")
        return inner[0] if inner else None

    def size(self, head: int) -> Quantity | None:
        """Return the size of "a family of five"."""
        for number in self.tree.prepositional(head, "of"):
            for q in self.quantities:
                if q.start <= number < q.end:
                    return q
        return None

    def left(self, head: int) -> int:
        """Return where the phrase of ``head`` begins."""
        tree, first = self.tree, head
        while first:
            token = tree.tokens[first - 1]
            if (
                token.tag
                in (
                    "DT",
                    "JJ",
                    "JJR",
                    "JJS",
                    "NN",
                    "NNP",
                    "CD",
                    "PRP$",
                    "VBN",
                    "VBG",
                    "HYPH",
                    "POS",
                    "PDT",
                    "NNS",
                    "RBS",
                    "RBR",
                )
                or token.text in ("-", "–")
                or (token.tag == "RB" and token.dep in ("advmod", "quantmod") and token.head >= first - 1)
                or (token.text in ("'s", "’s"))
            ):
                if (
                    token.dep in ("nsubj", "nsubjpass", "pobj", "dobj", "npadvmod", "appos", "conj", "attr", "ROOT", "relcl")
                    and token.head != head
                    and not self._within(first - 1, head)
                ):
                    break
                if token.tag in ("VBG", "VBN", "VBD") and token.dep not in ("amod", "compound", "nmod"):
                    break
                first -= 1
                continue
            break
        return first

    def _within(self, at: int, head: int) -> bool:
        return any(governor == head for governor in self.tree.up(at))

    def determiner(self, head: int) -> str:
        """Return the article or possessive of the phrase, or ""."""
        first = self.left(head)
        for index in range(first, head):
            if self.tree.tokens[index].tag in ("DT", "PRP$", "PDT"):
                return self.tree.low[index]
        return ""

    def reference(self, head: int, first: int | None = None) -> str:
        """Tell whether the phrase brings people new to the story, known to it, others, or kin of someone."""
        inside = self.tree.low[first if first is not None else self.left(head) : head + 1]
        entry = noun_entry(self.tree.tokens[head]) or "all"
        ordinal = entry.partition(" ")[0] in (
            "all",
            "men",
            "women",
            "children",
            "teenagers",
            "civilians",
            "police",
            "soldiers",
            "combatants",
            "attackers",
            "students",
            "passengers",
        )
        if any(
            w in ("another", "other", "others", "more", "additional")
            or (ordinal and w in ("second", "third", "fourth", "fifth", "sixth"))
            for w in inside
        ):
            return "known" if "the" in inside and "other" in inside else "other"
        first_det = next(
            (
                w
                for w in inside
                if w
                in (
                    "the",
                    "this",
                    "that",
                    "these",
                    "those",
                    "his",
                    "her",
                    "their",
                    "its",
                    "both",
                    "all",
                    "my",
                    "our",
                    "a",
                    "an",
                )
            ),
            "",
        )
        if first_det in ("the", "this", "that", "these", "those", "both", "all"):
            return "known"
        return "kin" if first_det in ("his", "her", "their", "my", "our") and self.tree.tokens[head].tag == "NN" else "new"

    def quantity(self, head: int) -> Quantity | None:
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
            if q.end > head - 9 and any(
                tree.tokens[i].head == head and tree.tokens[i].dep == "nummod" for i in range(q.start, q.end)
            ):
                return q
        return None

    def _inside(self, at: int, head: int) -> bool:
        token = self.tree.tokens[at]
        if token.tag in ("JJ", "JJR", "JJS", "NN", "NNP", "HYPH", "VBN", "VBG", "CD", "POS", "NNPS", "RB", "FW"):
            return not (token.tag == "VBN" and token.dep not in ("amod", "nmod", "compound", "acl"))
        return token.text in ("-", "–", "of", "the", "other", "/", "’s", "'s", '"') or (
            token.text in (",", "and") and token.head == head and at + 1 < head
        )

    def age(self, first: int, head: int) -> int | None:
        """Return the age said with the phrase: "24-year-old", ", 24,", "aged 24"."""
        tree = self.tree
        for index in range(max(0, first - 1), min(len(tree.tokens), head + 1)):
            low = tree.low[index]
            if (
                (low.isdigit() or low in SMALL)
                and any(YEARS.match(w) for w in tree.low[index + 1 : index + 3])
                and index < head
            ):
                return age_value(tree.low[index : index + 3])
            if "year-old" in low and low[:1].isalnum():
                return age_value([low])
        after = tree.low[head + 1 : head + 7]
        if (
            len(after) > 1
            and after[0] in (",", "(", "age", "aged")
            and after[1].isdigit()
            and int(after[1]) < 116
            and (len(after) < 3 or after[2] in (",", ")", ".", ";", "of", "and", "was", "who", "from", "died", "-"))
        ):
            return int(after[1])
        if len(after) > 4 and after[0] == "," and after[1] in ("a", "an", "age", "aged"):
            return age_value(after[2:5]) if any(YEARS.match(w) for w in after[2:5]) or after[1] in ("age", "aged") else None
        return None

    def aged(self, head: int) -> Victims | None:
        """Read "the 2-year-old", "two 15-year-olds": an age that stands for its bearer."""
        tree = self.tree
        first = head
        while (
            "-" not in tree.low[head]
            and first
            and head - first < 5
            and (
                tree.tokens[first - 1].text in ("-", "–")
                or YEARS.match(tree.low[first - 1])
                or tree.tokens[first - 1].tag == "CD"
            )
        ):
            first -= 1
        age = age_value(tree.low[first : head + 1])
        if age is None:
            return None
        many = tree.low[head].endswith("olds")
        quantity = (
            next(
                (
                    q
                    for q in self.quantities
                    if q.end == first or (q.end == first - 1 and tree.tokens[first - 1].tag in ("JJ", "NN"))
                ),
                None,
            )
            if many
            else None
        )
        group = "children" if age < 13 else "teenagers" if age < 18 else "all"
        name, _, printed = self.apposed(head)
        start = first - 1 if first and tree.tokens[first - 1].tag in ("DT", "PRP$", "JJ") else first
        return Victims(
            head,
            "year-old",
            group,
            "",
            quantity,
            many,
            self.reference(head, start),
            name,
            age,
            start=start,
            end=head + 1,
            printed=printed,
        )

    def ordinal(self, head: int) -> Victims | None:
        """Read "a third", "the second": one person, whose noun stood before; of "two paintings ... a third" it is none."""
        before = next((q for q in self.quantities if q.best == ORDINALS[self.tree.low[head]] - 1 and q.end <= head), None)
        if before is not None:
            nouns = (i for i in range(before.end, min(before.end + 4, head)) if self.tree.tokens[i].tag in ("NN", "NNS"))
            last = max(nouns, default=None)
            if last is not None and noun_entry(self.tree.tokens[last]) is None and not doer(self.tree.tokens[last]):
                return None
        known = self.determiner(head) not in ("", "a", "an")
        rank = 0 if known else ORDINALS[self.tree.low[head]]
        reference = "known" if known else "other"
        return Victims(head, "", "all", "", None, False, reference, start=self.left(head), end=head + 1, rank=rank)
