"""A client made by openapi-python-client: sign up, sign in, take the quiz, upload a photo, read the profile."""

import io
import sys
from pathlib import Path

from first_step_client import AuthenticatedClient, Client
from first_step_client.api.first_step import (
    firststep_get_api_profile,
    firststep_get_api_questions,
    firststep_post_api_login,
    firststep_post_api_predict,
    firststep_post_api_register,
    firststep_post_api_uploadphoto,
)
from first_step_client.models import (
    FirstStepDone,
    FirstStepError,
    FirstStepLoggedIn,
    FirstStepLogin,
    FirstStepPredict,
    FirstStepPredicted,
    FirstStepProfile,
    FirstStepQuestions,
    FirstStepRegister,
    FirststepGetApiQuestionsLang,
    FirststepPostApiUploadphotoBody,
    FirstStepUploaded,
)
from first_step_client.types import File

EMAIL = "python@example.com"
PASSWORD = "a password for the tests"


def main(url: str, photo: Path) -> None:
    client = Client(base_url=url)
    fields = FirstStepRegister(front_name="Py", last_name="Thon", email=EMAIL, password=PASSWORD)
    registered = firststep_post_api_register.sync(client=client, body=fields)
    assert isinstance(registered, FirstStepDone), registered

    wrong = FirstStepLogin(email=EMAIL, password="another password")
    refused = firststep_post_api_login.sync_detailed(client=client, body=wrong)
    assert refused.status_code == 401 and isinstance(refused.parsed, FirstStepError), refused

    signed_in = firststep_post_api_login.sync(client=client, body=FirstStepLogin(email=EMAIL, password=PASSWORD))
    assert isinstance(signed_in, FirstStepLoggedIn), signed_in
    ours = AuthenticatedClient(base_url=url, token=signed_in.login_result.token)

    questions = firststep_get_api_questions.sync(client=ours, lang=FirststepGetApiQuestionsLang.EN)
    assert isinstance(questions, FirstStepQuestions), questions
    answers = [at * 5 % 7 - 3 for at, _ in enumerate(questions.questions)]
    predicted = firststep_post_api_predict.sync(client=ours, body=FirstStepPredict(input_=answers))
    assert isinstance(predicted, FirstStepPredicted), predicted

    form = FirststepPostApiUploadphotoBody(photo_profile=File(io.BytesIO(photo.read_bytes()), "photo.png"))
    uploaded = firststep_post_api_uploadphoto.sync(client=ours, body=form)
    assert isinstance(uploaded, FirstStepUploaded), uploaded

    profile = firststep_get_api_profile.sync(client=ours)
    assert isinstance(profile, FirstStepProfile), profile
    shown = profile.profile_result
    assert shown.name == "Py Thon" and shown.profile_picture == uploaded.photo_url, shown
    assert shown.mbti == predicted.predicted_label, shown
    print(f"python: {shown.username} is {shown.mbti}")


main(sys.argv[1], Path(sys.argv[2]))
