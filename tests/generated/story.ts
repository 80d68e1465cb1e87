// A client made by openapi-typescript and openapi-fetch: sign up, sign in, take the quiz, upload a photo, read the profile.

import { readFile } from "node:fs/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [baseUrl, photo] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl });
const email = "typescript@example.com";
const password = "a password for the tests";

function check(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

const registered = await client.POST("/api/register", {
  body: { frontName: "Type", lastName: "Script", email, password },
});
check(registered.data?.error === false, "sign-up");

const refused = await client.POST("/api/login", { body: { email, password: "another password" } });
check(refused.response.status === 401 && refused.error?.error === true, "a wrong password");

const signedIn = await client.POST("/api/login", { body: { email, password } });
check(signedIn.data, "sign-in");
const { token } = signedIn.data.loginResult;
client.use({
  onRequest({ request }) {
    request.headers.set("Authorization", `Bearer ${token}`);
    return request;
  },
});

const questions = await client.GET("/api/questions", { params: { query: { lang: "en" } } });
check(questions.data?.questions.length === 60, "sixty statements");
const input = questions.data.questions.map((_, at) => (at * 5) % 7 - 3);
const predicted = await client.POST("/api/predict", { body: { input } });
check(predicted.data, "the quiz");
const label: components["schemas"]["FirstStepPersonaType"] = predicted.data.predicted_label;

const form = new FormData();
form.append("photo_profile", new Blob([new Uint8Array(await readFile(photo!))]), "photo.png");
const uploaded = await client.POST("/api/uploadphoto", {
  body: { photo_profile: "" },
  bodySerializer: () => form,
});
check(uploaded.data, "the photo");

const profile = await client.GET("/api/profile");
check(profile.data?.profileResult.mbti === label, "the profile's type");
check(profile.data.profileResult.profilePicture === uploaded.data.photo_url, "the profile's photo");
check(profile.data.profileResult.name === "Type Script", "the profile's name");
console.log(`typescript: ${profile.data.profileResult.username} is ${label}`);
