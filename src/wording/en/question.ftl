### Questions and their answers.

question-yes = Yes
question-no = No
question-not-this-time = Not this time
# The words that answer a question, in this language.
question-words-yes = yes, y
question-words-no = no, n
question-stays = All right. Everything stays as it is.
question-nothing-asked = No question is open right now. `/help` shows what you can do.
