"""Many people and their results, put into a database by SQL: with the program's triggers at work, and in seconds."""

import os
import random
import sqlite3
import time

TYPES = "ESTJ ENTJ ESFJ ENFJ ISTJ ISFJ INTJ INFJ ESTP ESFP ENTP ENFP ISTP ISFP INTP INFP".split()
FIRST = ("Ana Budi Citra Dewi Eko Fitri Gunawan Hana Indah Joko Kartika Lestari Made Nur Oki Putri Rizki Sari Tono Umar "
         "Vina Wahyu Yanti Zainal John Mary Peter Linda José Søren Zoë Łukasz Anna Maria David Sarah Omar Fatima").split()
LAST = ("Wijaya Santoso Pratama Nugroho Siregar Hidayat Saputra Kusuma Rahman Smith Jones Miller García Müller Øberg "
        "Nowak Tanaka Kim Ivanov Rossi Silva Okafor Nguyen Khan Ali Cohen Dubois Larsen").split()
HOSTS = ["gmail.com", "yahoo.co.id", "example.com", "example.org", "outlook.com"]


def people(count, hashed, now):
    """Rows of accounts from number 2 on; each name and address is somewhere in the order, as in life."""
    chance = random.Random(1)
    for number in range(2, count + 1):
        first, last = chance.choice(FIRST), chance.choice(LAST)
        name = f"{first}.{last}{number}".lower()
        address = f"{last}{number}.{first}@{chance.choice(HOSTS)}".lower()
        at = now - chance.randrange(400 * 86400) * 1_000_000
        status = "suspended" if number % 1000 == 7 else "active"
        mbti = TYPES[chance.randrange(16)] if number % 4 else None
        yield number, name, name, address, hashed, first, last, status, mbti, number % 20 != 0, at, at


def fill(database, accounts, results):
    """Everybody has the first account's password."""
    with sqlite3.connect(database, isolation_level=None) as base:
        base.executescript("pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -200000; begin")
        [hashed] = base.execute("select password_hash from accounts").fetchone()
        now = int(time.time() * 1_000_000) - 86_400_000_000
        base.executemany("insert into accounts (id, username, username_key, email, password_hash, front_name, last_name,"
                         " status, mbti, mbti_reliable, created_at, last_login_at) values (?,?,?,?,?,?,?,?,?,?,?,?)",
                         people(accounts, hashed, now))
        chances = "[" + ",".join(f"0.06{at:06}" for at in range(16)) + "]"
        rows = ((at % accounts + 1, TYPES[at * 7 % 16], chances, f"{at:064x}", "f" * 64, now + at)
                for at in range(results))
        base.executemany("insert into predictions (account_id, mbti, probabilities, answers_hash, model_hash, created_at)"
                         " values (?,?,?,?,?,?)", rows)
        base.execute("commit")
    base.close()
    # Else the first start waits until all of it is on the disk.
    with open(database, "rb") as file:
        os.fsync(file.fileno())
