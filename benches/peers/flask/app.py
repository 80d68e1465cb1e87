"""The first original's way: FirstStep's own backend as its document describes it, on SQLite.

It stands for seeds/firststep.md: Flask 2.3 with Flask-RESTful, Flask-CORS and PyJWT, plain SQL over
a connection opened for each request, tokens that carry the e-mail address and never expire. Its
document serves it with `gunicorn main:app --workers 1 --threads 1`; here it gets the number that
gunicorn's guide recommends, 2 x cores + 1, of the default (sync) workers.

Instead of MySQL it has SQLite with its defaults (rollback journal, synchronous=FULL: a commit is on
disk), instead of a cloud bucket a folder, and instead of plain-text passwords bcrypt, at the cost
that everybody here has, so that signing in can be compared.

It skips: a session's row behind the token, the model's inference (the class is fixed, the account is
updated as in the original; there is no history of predictions), most validation. Photos: one
thumbnail of 256 pixels through Pillow (the original made none), neither file synced.
"""

import io
import os
import sqlite3
from datetime import datetime
from functools import wraps

import bcrypt
import jwt
from flask import Flask, g, request
from flask_cors import CORS
from flask_restful import Api, Resource
from PIL import Image

DATABASE = os.path.join(os.environ["PEER_DATA"], "peer.db")
PHOTOS = os.path.join(os.environ["PEER_DATA"], "photos")
COST = int(os.environ["PEER_COST"])
SECRET_KEY = os.environ["SECRET_KEY"]

LABELS = "ESTJ ENTJ ESFJ ENFJ ISTJ ISFJ INTJ INFJ ESTP ESFP ENTP ENFP ISTP ISFP INTP INFP".split()

app = Flask(__name__)
CORS(app)
api = Api(app)


def connect():
    connection = sqlite3.connect(DATABASE, timeout=30)
    connection.row_factory = sqlite3.Row
    return connection


def database():
    if "database" not in g:
        g.database = connect()
    return g.database


@app.teardown_appcontext
def close(_error):
    opened = g.pop("database", None)
    if opened is not None:
        opened.close()


def make_schema():
    os.makedirs(PHOTOS, exist_ok=True)
    connection = connect()
    connection.execute(
        """CREATE TABLE IF NOT EXISTS auth_model (
            username VARCHAR(50) NOT NULL, frontName VARCHAR(50), lastName VARCHAR(50),
            email VARCHAR(100) NOT NULL, password VARCHAR(100) NOT NULL, status VARCHAR(50) NOT NULL,
            created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP, mbti VARCHAR(50),
            photo_profile VARCHAR(255), update_counter INT)"""
    )
    # The document's table has no index; without one every look-up would read the whole table.
    connection.execute("CREATE UNIQUE INDEX IF NOT EXISTS by_email ON auth_model (email)")
    connection.commit()
    connection.close()


def problem(message, status):
    return {"error": True, "msg": message}, status


def find(email):
    return database().execute("SELECT * FROM auth_model WHERE email = ?", (email,)).fetchone()


def token_required(handler):
    @wraps(handler)
    def checked(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            return problem("token tidak ada", 401)
        try:
            claims = jwt.decode(header.removeprefix("Bearer "), SECRET_KEY, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return problem("Token invalid", 401)
        user = find(claims["email"])
        if user is None:
            return problem("Token invalid", 401)
        return handler(*args, user, **kwargs)

    return checked


class Health(Resource):
    def get(self):
        return {"status": "healthy", "message": "API is running"}


class Register(Resource):
    def post(self):
        data = request.get_json()
        if not data.get("email") or not data.get("password"):
            return problem("Email atau Password tidak boleh kosong", 400)
        if find(data["email"]) is not None:
            return problem("Email sudah digunakan", 400)
        hashed = bcrypt.hashpw(data["password"].encode(), bcrypt.gensalt(COST)).decode()
        count = database().execute("SELECT max(rowid) FROM auth_model").fetchone()[0] or 0
        database().execute(
            "INSERT INTO auth_model (username, frontName, lastName, email, password, status, update_counter)"
            " VALUES (?, ?, ?, ?, ?, 'User', 0)",
            (f"User{count + 1}{datetime.now():%Y%m%d}", data["frontName"], data["lastName"], data["email"], hashed),
        )
        database().commit()
        return {"error": False, "msg": "Registrasi Berhasil"}


class Login(Resource):
    def post(self):
        data = request.get_json()
        user = find(data["email"])
        if user is None or not bcrypt.checkpw(data["password"].encode(), user["password"].encode()):
            return problem("Login gagal, silahkan coba lagi !!!", 401)
        result = {
            "email": user["email"],
            "name": f"{user['frontName']} {user['lastName']}",
            "token": jwt.encode({"email": user["email"]}, SECRET_KEY, algorithm="HS256"),
            "username": user["username"],
        }
        return {"error": False, "loginResult": result, "msg": "success"}


class Profile(Resource):
    @token_required
    def get(self, user):
        photo = user["photo_profile"]
        result = {
            "mbti": user["mbti"],
            "name": f"{user['frontName']} {user['lastName']}",
            "profilePicture": photo and f"{request.host_url}photos/{photo}",
            "status": user["status"],
            "username": user["username"],
        }
        return {"error": False, "msg": "Profile berhasil", "profileResult": result}


class Predict(Resource):
    @token_required
    def post(self, user):
        answers = request.get_json().get("input")
        if not isinstance(answers, list) or len(answers) != 60:
            return problem("Jawaban harus berisi 60", 400)
        predicted = 7
        database().execute("UPDATE auth_model SET mbti = ? WHERE email = ?", (LABELS[predicted], user["email"]))
        database().commit()
        return {"predicted_class": predicted, "predicted_label": LABELS[predicted]}


class UploadPhoto(Resource):
    @token_required
    def post(self, user):
        sent = request.files.get("photo_profile")
        if sent is None:
            return problem("Tidak memiliki foto profile", 400)
        counter = (user["update_counter"] or 0) + 1
        name = f"{user['username']}_{counter}.jpg"
        data = sent.read()
        image = Image.open(io.BytesIO(data))
        image.thumbnail((256, 256))
        image.save(os.path.join(PHOTOS, f"256-{name}"), "JPEG", quality=85)
        with open(os.path.join(PHOTOS, name), "wb") as file:
            file.write(data)
        database().execute(
            "UPDATE auth_model SET photo_profile = ?, update_counter = ? WHERE email = ?",
            (name, counter, user["email"]),
        )
        database().commit()
        for old in (user["photo_profile"], f"256-{user['photo_profile']}"):
            if user["photo_profile"] and user["photo_profile"] != name:
                try:
                    os.remove(os.path.join(PHOTOS, old))
                except FileNotFoundError:
                    pass
        url = f"{request.host_url}photos/{name}"
        return {"error": False, "msg": "Photo profile berhasil di-upload", "photo_url": url}


api.add_resource(Health, "/health")
api.add_resource(Register, "/api/register")
api.add_resource(Login, "/api/login")
api.add_resource(Profile, "/api/profile")
api.add_resource(Predict, "/api/predict")
api.add_resource(UploadPhoto, "/api/uploadphoto")
