"""The second original's way: FaceofMind's user service as its document describes it, on SQLite.

It stands for seeds/faceofmind.md: FastAPI, SQLAlchemy's ORM behind a `get_db` dependency, Pydantic
schemas, python-jose's tokens (access 30 minutes, refresh 7 days), bcrypt. Served by
`uvicorn main:app --workers CORES`, as FastAPI's guide to server workers has it, with
`uvicorn[standard]` (uvloop, httptools), its access log on as by default.

Instead of PostgreSQL it has SQLite with its defaults (rollback journal, synchronous=FULL: a commit
is on disk). Its pool of connections has no limit: with SQLAlchemy's usual one, 256 clients stop it
for good, since requests that hold a connection wait for a thread while the threads wait for a
connection. Accounts are active at once: nobody reads mail here.

It skips: a session's row behind the token, OTP and mail, photos (the original has none), rotation of
refresh tokens (the original's stay valid). Its durable create is a session of the therapy kind,
`POST /api/v1/sessions/`: one row.
"""

import os
from datetime import datetime, timedelta, timezone

import bcrypt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from jose import JWTError, jwt
from pydantic import BaseModel, ConfigDict
from sqlalchemy import DateTime, ForeignKey, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

COST = int(os.environ["PEER_COST"])
SECRET_KEY = os.environ["SECRET_KEY"]

engine = create_engine(
    "sqlite:///" + os.path.join(os.environ["PEER_DATA"], "peer.db"),
    connect_args={"check_same_thread": False, "timeout": 30},
    pool_size=0,
)
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)


class Base(DeclarativeBase):
    pass


def now():
    return datetime.now(timezone.utc)


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True, index=True)
    password: Mapped[str] = mapped_column(String(255))
    first_name: Mapped[str] = mapped_column(String(100))
    last_name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(50), default="user")
    status: Mapped[str] = mapped_column(String(50), default="active")
    created_at: Mapped[datetime] = mapped_column(DateTime, default=now)


class TherapySession(Base):
    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    start_time: Mapped[datetime] = mapped_column(DateTime, default=now)
    end_time: Mapped[datetime | None] = mapped_column(DateTime, default=None)


class UserCreate(BaseModel):
    email: str
    password: str
    first_name: str
    last_name: str
    role: str = "user"


class UserLogin(BaseModel):
    email: str
    password: str


class RefreshRequest(BaseModel):
    refresh_token: str


class UserResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    email: str
    first_name: str
    last_name: str
    role: str
    status: str
    created_at: datetime


class Tokens(BaseModel):
    access_token: str
    refresh_token: str
    token_type: str = "bearer"
    expires_in: int = 1800


class SessionResponse(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    user_id: int
    start_time: datetime
    end_time: datetime | None


def make_schema():
    # Not at each worker's start: of two that make a table at once, one fails.
    Base.metadata.create_all(bind=engine)


app = FastAPI(title="FaceofMind User API")
app.add_middleware(
    CORSMiddleware, allow_origins=["*"], allow_credentials=True, allow_methods=["*"], allow_headers=["*"]
)
bearer = HTTPBearer()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def create_token(email: str, kind: str, life: timedelta) -> str:
    return jwt.encode({"sub": email, "type": kind, "exp": now() + life}, SECRET_KEY, algorithm="HS256")


def create_tokens(email: str) -> Tokens:
    return Tokens(
        access_token=create_token(email, "access", timedelta(minutes=30)),
        refresh_token=create_token(email, "refresh", timedelta(days=7)),
    )


def user_of(token: str, kind: str, db: Session) -> User | None:
    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=["HS256"])
    except JWTError:
        return None
    if claims.get("type") != kind:
        return None
    return db.query(User).filter(User.email == claims.get("sub")).first()


def get_current_user(
    credentials: HTTPAuthorizationCredentials = Depends(bearer), db: Session = Depends(get_db)
) -> User:
    user = user_of(credentials.credentials, "access", db)
    if user is None:
        raise HTTPException(status_code=401, detail="Could not validate credentials")
    if user.status != "active":
        raise HTTPException(status_code=400, detail="Inactive user")
    return user


@app.get("/health")
def health():
    return {"status": "healthy", "message": "API is running"}


@app.post("/api/v1/auth/register", response_model=UserResponse)
def register(form: UserCreate, db: Session = Depends(get_db)):
    if db.query(User).filter(User.email == form.email).first():
        raise HTTPException(status_code=400, detail="Email already registered")
    hashed = bcrypt.hashpw(form.password.encode(), bcrypt.gensalt(COST)).decode()
    user = User(email=form.email, password=hashed, first_name=form.first_name, last_name=form.last_name)
    db.add(user)
    db.commit()
    db.refresh(user)
    return user


@app.post("/api/v1/auth/login", response_model=Tokens)
def login(form: UserLogin, db: Session = Depends(get_db)):
    user = db.query(User).filter(User.email == form.email).first()
    if user is None or not bcrypt.checkpw(form.password.encode(), user.password.encode()):
        raise HTTPException(status_code=401, detail="Incorrect email or password")
    return create_tokens(user.email)


@app.post("/api/v1/auth/refresh", response_model=Tokens)
def refresh(form: RefreshRequest, db: Session = Depends(get_db)):
    user = user_of(form.refresh_token, "refresh", db)
    if user is None:
        raise HTTPException(status_code=401, detail="Invalid refresh token")
    return create_tokens(user.email)


@app.get("/api/v1/auth/me", response_model=UserResponse)
def me(user: User = Depends(get_current_user)):
    return user


@app.post("/api/v1/sessions/", response_model=SessionResponse)
def create_session(user: User = Depends(get_current_user), db: Session = Depends(get_db)):
    session = TherapySession(user_id=user.id)
    db.add(session)
    db.commit()
    db.refresh(session)
    return session
