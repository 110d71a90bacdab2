// What is wrong with a field.
export const fieldErrors = {
	required: "Please fill this in.",
	email: "This is not an email address. It looks like name@example.com.",
	url: "This is not a web address. It begins with https:// or http://.",
	tooLong: (n: number) => `This is too long: at most ${n} characters.`,
	tooShort: (n: number) => `This is too short: at least ${n} characters.`,
	range: (from: string, to: string) => `Please give a number from ${from} to ${to}.`,
	number: "Please give a whole number.",
	oneLine: "Please write this on one line.",
	control: "This holds invisible control characters. Please type it again.",
	invisible: (sign: string) => `This holds an invisible character (${sign}). Please type it again.`,
	gone: "This is no longer there. Please choose again.",
	time: "Please give a time of day, such as 09:00.",
	date: "Please give a date and time.",
	taken: "This is taken already. Please choose another.",
	choice: "Please choose one of the list.",
	other: (message: string) => `${message}`.replace(/^./, c => c.toUpperCase()).replace(/([^.!?])$/, "$1."),
};
