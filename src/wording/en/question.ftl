### 
question-nothing-asked = There is no question open. See what you can do: `/help`.
