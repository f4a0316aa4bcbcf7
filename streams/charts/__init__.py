"""Plots for people who would rather look: incidents reckoned into figures, drawn as SVG, put on one page."""
