"""Unions of tags that several rules ask for: constants, since building one costs more than the test."""

from __future__ import annotations

from .tokens import Tag

QUOTE = Tag.OPEN | Tag.CLOSE | Tag.STRAIGHT
NOUN = Tag.NAME | Tag.WORD | Tag.NUM | Tag.TITLE | Tag.ROLE
DETERMINED = Tag.DET | Tag.POSS
PHRASE = NOUN | DETERMINED | Tag.GENITIVE | Tag.SKIP | Tag.TIME
PAUSE = Tag.COMMA | Tag.SEMI | Tag.COLON | Tag.DASH
EDGE = PAUSE | Tag.STOP | Tag.BREAK | Tag.LPAR | Tag.RPAR | QUOTE
FINITE = Tag.AUX | Tag.VERB
