### What the terminal says by itself.

# Three lines. The last one suggests a first command.
console-greeting =
    Welcome to Openchair. All you do here stays on this computer.
    You are { $name } in { $room }. To speak as ana, write `ana: /sessions`. To leave: `/quit`.
    First, try: `/group create "Sunday circle" every sunday 19:30`
# The same, where there are groups already.
console-greeting-again =
    Welcome back to Openchair. Everything is as you left it.
    You are { $name } in { $room }. To speak as ana, write `ana: /sessions`. To leave: `/quit`.
    See what is on: `/sessions`. See what you can do: `/help`.
console-goodbye = Everything is saved. Start again any time.
# Said to a line that is no command.
console-plain-line = Only commands are for me, such as `/sessions`. See them all: `/help`.
# Said after the help of the bot.
console-own-help =
    This terminal has more: `ana: /sessions` speaks as ana, and `/as ana` goes on as ana.
    `/in #room` goes to a room, `/in private` speaks with the bot alone. A number presses a button.
    `/clock` shows the clock, and `/quit` leaves. The tab key completes what you type.
# Above what everybody in a room sees.
console-room-heading = bot in { $room }:
# Above what one person sees.
console-private-heading = bot to { $name } (only { $name } sees this):
console-speaking = You are { $name } in { $room } now.
console-speaking-privately = You are { $name } now, with the bot alone.
# In the prompt, where a room's name stands otherwise.
console-privately = (private)
console-no-number = There is no button { $number } here. The command does the same: `/help`.
console-no-label = There is no button "{ $label }" here. The command does the same: `/help`.
console-bad-name = A name is one word of letters and digits. Try: `/as ana`.
console-bad-room = A room is one word of letters and digits. Try: `/in #quiet-room`.
console-clock = The clock shows { $when }.
console-clock-fixed = This is the clock of your computer. To move a clock, start with `openchair console --try`.
console-clock-back = The clock goes only forward. It shows { $when }.
console-clock-too-far = No calendar goes that far. Try: `/clock +1d`.
console-clock-unclear = To move the clock, write `/clock +1d` or `/clock 2026-03-29 19:00`.
