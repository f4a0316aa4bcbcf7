"""The dependency tree of one sentence with the questions that the readers ask of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from streams.reading.document import Token
from streams.reading.lexicon import table

NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "WP", "DT", "JJ", "VBN"})
_DEEP = 12


class Tree:
    """Tokens of a sentence and, for each, the tokens that it governs."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.kids: list[list[int]] = [[] for _ in tokens]
        for index, token in enumerate(tokens):
            if 0 <= token.head < len(tokens) and token.head != index:
                self.kids[token.head].append(index)
        self.low = [t.text.lower() for t in tokens]

    def child(self, at: int, *deps: str) -> int | None:
        """Return the first token under ``at`` by one of ``deps``."""
        return next((k for k in self.kids[at] if self.tokens[k].dep in deps), None)

    def children(self, at: int, *deps: str) -> list[int]:
        """Return all tokens under ``at`` by one of ``deps``."""
        return [k for k in self.kids[at] if self.tokens[k].dep in deps]

    def up(self, at: int) -> Iterator[int]:
        """Walk from the governor of ``at`` to the root; a broken tree ends the walk."""
        for _ in range(_DEEP):
            head = self.tokens[at].head
            if head == at or not 0 <= head < len(self.tokens):
                return
            yield head
            at = head

    def verb(self, at: int) -> bool:
        """Tell whether ``at`` is a verb form."""
        return self.tokens[at].tag.startswith("VB")

    def passive(self, at: int) -> bool:
        """Tell whether the verb ``at`` is passive: its subject suffers it."""
        token = self.tokens[at]
        if token.tag not in ("VBN", "VBD"):
            return False
        if self.child(at, "auxpass", "nsubjpass", "agent", "csubjpass") is not None:
            return True
        if any(self.tokens[k].lemma == "be" for k in self.children(at, "aux")) and token.tag == "VBN":
            return True
        if token.dep == "conj" and token.tag == "VBN" and self.child(at, "nsubj", "dobj") is None:
            return self.passive(token.head)
        if self._gapped(at):
            return self.passive(token.head)
        return token.dep in ("acl", "amod", "oprd", "acomp") and token.tag == "VBN"

    def _gapped(self, at: int) -> bool:
        """Tell whether a joined verb has a subject and nothing else: "the driver was killed and his guard wounded"."""
        token = self.tokens[at]
        own = self.child(at, "nsubj")
        return (
            token.dep == "conj"
            and own is not None
            and own == at - 1
            and self.child(at, "dobj", "aux", "ccomp", "xcomp", "prt") is None
            and token.lemma in table("casualty_verbs")
        )

    def subject(self, at: int, deep: int = 0) -> int | None:
        """Return the subject of the verb ``at``: its own, its relative's noun, or that of the verb it is joined to."""
        token = self.tokens[at]
        own = self.child(at, "nsubjpass", "nsubj")
        if own is not None:
            last = max(k for k in self.kids[at] if self.tokens[k].dep in ("nsubjpass", "nsubj"))
            if own < last < at and any(self.tokens[i].dep == "relcl" for i in range(own, last)):
                own = last  # "an attack in which one was killed and his guard was wounded" read as one clause
            return self.antecedent(own, at)
        if deep > 4:
            return None
        if token.dep in ("conj", "xcomp", "advcl", "auxpass", "dep", "oprd", "acomp", "attr", "ccomp") and token.head != at:
            if token.dep == "ccomp" and self.child(at, "mark", "aux", "auxpass") is not None:
                return None
            if token.dep == "xcomp" and (thing := self.child(token.head, "dobj")) is not None:
                return thing
            return self.subject(token.head, deep + 1)
        if token.dep == "pcomp" and not self.verb(token.head):
            head = self.tokens[token.head].head
            return (
                self.subject(head, deep + 1)
                if self.verb(head) and head != token.head
                else head
                if head != token.head and self._person(head)
                else None
            )
        if token.dep == "prep" and token.tag == "VBG" and token.head != at:
            return self.subject(token.head, deep + 1) if self.verb(token.head) else token.head
        if token.dep in ("acl", "relcl") and token.head != at:
            return token.head
        return None

    def antecedent(self, at: int, verb: int) -> int:
        """Return the noun that a relative pronoun stands for, or ``at`` itself."""
        if self.low[at] in ("who", "that", "which", "whom"):
            before = at - 1
            while before > 0 and (self.tokens[before].text == "," or self.tokens[before].dep == "age"):
                before -= 1
            if before >= 0 and self._person(before):
                return before
            for governor in (verb, *self.up(verb)):
                if self.tokens[governor].dep in ("relcl", "acl") and self.tokens[governor].head != governor:
                    head = self.tokens[governor].head
                    if at - head > 8:
                        return next((i for i in range(at - 1, max(-1, at - 9), -1) if self._person(i)), head)
                    return head
            if at > 1 and self.tokens[at - 1].text == ",":
                return at - 2
            return at - 1 if at and self.tokens[at - 1].tag in NOUNS else at
        return at

    def _person(self, at: int) -> bool:
        token = self.tokens[at]
        if token.tag not in ("NN", "NNS", "JJ"):
            return False
        forms = (token.lemma, self.low[at])
        return any(form in table("victims") or form in table("callings") for form in forms) or self.low[at].endswith(
            ("year-old", "year-olds")
        )

    def objects(self, at: int) -> list[int]:
        """Return what the active verb ``at`` acts on; a verb joined to the next shares that one's object."""
        token = self.tokens[at]
        own = self.children(at, "dobj")
        if own:
            return [self.antecedent(o, at) for o in own[:1]]
        if token.dep == "relcl" and any(self.low[k] in ("whom", "that", "who") for k in self.children(at, "dobj", "mark")):
            return [token.head]
        for kid in self.children(at, "conj"):
            if kid - at <= 4 and self.tokens[kid].tag == token.tag:
                return self.objects(kid)
        return []

    def prepositional(self, at: int, *words: str) -> list[int]:
        """Return the objects of the prepositions ``words`` under ``at``."""
        found = []
        for kid in self.kids[at]:
            if self.low[kid] in words and self.tokens[kid].dep in ("prep", "agent", "dative"):
                found += self.children(kid, "pobj", "pcomp")
        return found

    def joined(self, at: int) -> list[int]:
        """Return ``at`` and what is joined to it by "and", in order."""
        found = [at]
        beside = self._beside(at)
        for kid in (*self.kids[at], *beside):
            if kid < at or not (self.tokens[kid].tag in NOUNS or self._person(kid)) or len(found) > 40:
                continue
            listed = self.tokens[kid].dep == "appos" and self._listed(at, kid)
            if "(" in self.low[at + 1 : kid] and ")" not in self.low[at + 1 : kid]:
                continue
            if (
                (self.tokens[kid].dep == "conj" and not self._harmed(kid) and not self._same(at, kid))
                or listed
                or kid in beside
            ):
                found += self.joined(kid)
        return found

    def _beside(self, at: int) -> list[int]:
        """Return the next subjects of a verb, where a list was parsed as several: "A nurse, two guards and a baby were killed"."""
        token = self.tokens[at]
        if token.dep not in ("nsubjpass", "nsubj"):
            return []
        beside = [kid for kid in self.children(token.head, token.dep) if kid > at and self._listing(at, kid)]
        return [kid for kid in beside if self._person(kid) or self.low[kid + 1 : kid + 2] == ["of"]]

    def _listing(self, at: int, kid: int) -> bool:
        between = self.low[at + 1 : kid]
        return ("," in between and self.tokens[at].dep == "nsubjpass") or between[:1] == ["and"]

    def _listed(self, at: int, kid: int) -> bool:
        """Tell whether an apposition is in truth the next of a list: "his wife, their son and ...", "a man, two boys"."""
        own = any(self.tokens[k].tag == "PRP$" for k in self.kids[kid])
        number, counted = (any(self.tokens[k].dep == "nummod" for k in self.kids[i]) for i in (at, kid))
        goes_on = any(self.tokens[k].dep in ("conj", "cc") for i in (at, kid) for k in self.kids[i] if k > at)
        first, next_ = (any(self.low[k] in ("a", "an") for k in self.kids[i]) for i in (at, kid))
        counted = counted or any(self.low[k] == "another" for k in self.kids[kid])
        return (own or ((counted or (next_ and (first or number))) and goes_on)) and self._person(kid)

    def _same(self, at: int, kid: int) -> bool:
        """Tell whether two joined nouns are two roles of one person: "a former editor and columnist"."""
        if (
            self.tokens[at].tag != "NN"
            or self.tokens[kid].tag != "NN"
            or any(self.low[k] in ("were", "are", "have") for k in self.kids[self.tokens[at].head])
            or any(self.tokens[k].dep in ("det", "poss", "nummod", "amod") for k in self.kids[kid])
        ):
            return False
        entries = [table("victims").get(self.low[i], "all") for i in (at, kid)]
        return all(e.partition(" ")[0] not in ("all", "men", "women", "children", "teenagers") for e in entries)

    def _harmed(self, at: int) -> bool:
        """Tell whether a noun has a participle of harm of its own: "and three others wounded"."""
        return any(
            self.tokens[k].tag == "VBN"
            and self.tokens[k].dep == "acl"
            and self.tokens[k].lemma in table("casualty_verbs")
            and self.low[k + 1 : k + 2] != ["by"]
            for k in self.kids[at]
        )
