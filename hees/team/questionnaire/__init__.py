"""The study's questionnaire as its team looks at it: outline, routing, translation, versions, paper."""
