"""Models made by datamodel-code-generator: replies of every family are read with them, and written as they came."""

import json
import sys
import urllib.request

import models
import page

PASSWORD = "a password for the tests"


def main(url: str) -> None:
    def ask(method, path, body=None, token=None):
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        request = urllib.request.Request(url + path, body and json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as reply:
            return json.load(reply)

    def read(model, value):
        read = getattr(page if model.startswith("Page") else models, model).model_validate(value)
        again = json.loads(read.model_dump_json(by_alias=True, exclude_unset=True))
        assert again.keys() == value.keys(), (model, value, again)
        return read

    email = "pydantic@example.com"
    fields = {"frontName": "Py", "lastName": "Dantic", "email": email, "password": PASSWORD}
    models.FirstStepRegister.model_validate(fields)
    read("FirstStepDone", ask("POST", "/api/register", fields))
    signed_in = read("FirstStepLoggedIn", ask("POST", "/api/login", {"email": email, "password": PASSWORD}))
    token = signed_in.loginResult.token
    answers = [at * 5 % 7 - 3 for at in range(60)]
    predicted = read("FirstStepPredicted", ask("POST", "/api/predict", {"input": answers}, token))
    profile = read("FirstStepProfile", ask("GET", "/api/profile", token=token))
    assert profile.profileResult.mbti == predicted.predicted_label
    results = read("PageResults", ask("GET", "/app/results", token=token))
    read("PageFullResult", ask("GET", f"/app/results/{results.results[0].id}", token=token))
    read("PageDraft", ask("GET", "/app/answers", token=token))
    read("FlaskApiUserReply", ask("GET", f"/api/user/{signed_in.loginResult.username}", token=token))
    read("FaceofMindUser", ask("GET", "/api/v1/auth/me", token=token))
    read("FaceofMindDiarySession", ask("POST", "/api/v1/sessions/", {}, token))
    read("ProfileCardProfile", ask("GET", "/getProfile", token=token))
    read("CultureConnectServerStatus", ask("GET", "/", token=token))
    read("KServeV2ModelMetadata", ask("GET", "/v2/models/personality", token=token))
    read("SiteHealth", ask("GET", "/health"))
    print(f"pydantic: {profile.profileResult.username} is {predicted.predicted_label}")


main(sys.argv[1])
