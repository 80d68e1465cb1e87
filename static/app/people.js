// What a person is called. A username that was made for an account, "User1820261128", is nobody's name.

const MADE = /^User\d+\d{8}(_\d+)?$/;

/** The name, or else a username that its owner chose; "" if there is neither. */
export function called(person) {
  return person?.name || chosen(person?.username);
}

/** A username, unless it was made by the server. */
export const chosen = (username) => (username && !MADE.test(username) ? username : "");
