// Sends the form together with the key, which stands behind the # of the link:
// browsers send that part to no server and write it into no log.
const form = document.getElementById("setup");
const outcome = document.getElementById("outcome");
const button = form.querySelector("button");

function say(sentence, good) {
  outcome.textContent = sentence;
  outcome.className = good ? "good" : "bad";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  say("One moment …", true);
  const fields = { key: location.hash.slice(1) || "-", ...Object.fromEntries(new FormData(form)) };
  try {
    const reply = await fetch("/setup", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    const body = await reply.json();
    if (reply.ok) {
      form.hidden = true;
      history.replaceState(null, "", location.pathname);
      say(`Done. You can sign in as ${body.email} now.`, true);
    } else {
      say(body.error, false);
    }
  } catch {
    say("The server doesn't answer. Is it still running?", false);
  }
  button.disabled = false;
});
