// A client made by openapi-generator in Kotlin, as an Android app has it (okhttp, Gson): sign up, sign in, take the
// quiz, upload a photo, read the profile.

import firststep.apis.FirstStepApi
import firststep.infrastructure.ApiClient
import firststep.infrastructure.ClientException
import firststep.models.FirstStepLogin
import firststep.models.FirstStepPredict
import firststep.models.FirstStepRegister
import java.io.File

fun main(arguments: Array<String>) {
    val (url, photo) = arguments
    val api = FirstStepApi(url)
    val email = "kotlin@example.com"
    val password = "a password for the tests"
    val registered = api.firststepPostApiRegister(
        FirstStepRegister(frontName = "Kot", lastName = "Lin", email = email, password = password)
    )
    check(!registered.error)
    try {
        api.firststepPostApiLogin(FirstStepLogin(email = email, password = "another password"))
        error("a wrong password was taken")
    } catch (refused: ClientException) {
        check(refused.statusCode == 401)
    }
    val signedIn = api.firststepPostApiLogin(FirstStepLogin(email = email, password = password))
    ApiClient.accessToken = signedIn.loginResult.token
    val questions = api.firststepGetApiQuestions(FirstStepApi.LangFirststepGetApiQuestions.en)
    val answers = questions.questions.indices.map { (it * 5 % 7 - 3).toLong() }
    val predicted = api.firststepPostApiPredict(FirstStepPredict(input = answers))
    val uploaded = api.firststepPostApiUploadphoto(File(photo))
    val shown = api.firststepGetApiProfile().profileResult
    check(shown.name == "Kot Lin" && shown.profilePicture == uploaded.photoUrl) { shown }
    check(shown.mbti == predicted.predictedLabel) { shown }
    println("kotlin: ${shown.username} is ${shown.mbti}")
    // okhttp's threads would keep the program running.
    System.exit(0)
}
