"""The questionnaire as an XLSForm, the workbook that ODK, Kobo and others read and write."""
