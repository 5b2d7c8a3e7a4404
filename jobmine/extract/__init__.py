"""Texts to sections and mentions.

Modules, in the order in which they rest on each other: ``texts``, ``automaton``, ``cues``;
``sections``; ``lexicon``, ``modality``, ``asked``; ``mentions``.
"""
