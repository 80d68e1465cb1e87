"""Generates clients from the description and tells the same story with each, against a server of its own.

    tests/run --clients                  all parts (it sets up what they need)
    tests/run --clients kotlin lint      these

Each client is generated from /openapi.json (models and linters: from /openapi/page.json as well) as it is served, checked as its language checks it, given the server's
address alone, and then signs up, signs in, takes the quiz, uploads a photo and reads the profile. Two parts run at a
time. What Kotlin's compiler made is kept until the description or this folder changes: it takes longer than all else.
"""

import concurrent.futures
import hashlib
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib

HERE = pathlib.Path(__file__).resolve().parent
TARGET = HERE.parent.parent / (os.environ.get("CARGO_TARGET_DIR") or "target")
SERVER = TARGET / "release" / "firststep"
MADE = TARGET / "tests" / "generated"
DESCRIPTION = MADE / "openapi.json"
PAGE = MADE / "page.json"
PHOTO = MADE / "photo.png"
PYTHON = pathlib.Path(sys.executable).parent
NODE = pathlib.Path(os.environ["FIRSTSTEP_NODE"])
GSON = pathlib.Path("/usr/share/java/gson.jar")
# Linters ask for news of themselves, and tell of their use.
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
# A short run is over before the second compiler of Java pays.
JAVA = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx2g"]


class Skipped(Exception):
    """A part that this machine can't do."""


def run(*command, cwd=MADE, log=None):
    """What a command prints; it must succeed."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=os.environ | QUIET, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if log:
        log.write_text(done.stdout)
    if done.returncode:
        raise AssertionError(f"{command[0]}: {done.returncode}\n{done.stdout[-6000:]}")
    return done.stdout


def fresh(name):
    """An empty folder."""
    folder = MADE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def generate(generator, folder, *options):
    """Runs openapi-generator."""
    [jar] = PYTHON.parent.glob("lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar")
    run(*JAVA, "-jar", jar, "generate", "-i", DESCRIPTION, "-g", generator, "-o", folder, *options,
        "--global-property", "apiTests=false,modelTests=false,apiDocs=false,modelDocs=false", log=MADE / f"{generator}.log")


def lint(_):
    redocly = run(NODE / "node_modules/.bin/redocly", "lint", DESCRIPTION, PAGE, "--config", HERE / "redocly.yaml")
    spectral = run(NODE / "node_modules/.bin/spectral", "lint", DESCRIPTION, PAGE, "--ruleset", HERE / "spectral.yaml",
                   "--fail-severity", "error")
    found = [line for line in (redocly + spectral).splitlines() if "warning" in line.lower()]
    return "no error" + "".join(f"\n  {line.strip()}" for line in found)


def typescript(url):
    folder = fresh("typescript")
    for name in ("story.ts", "tsconfig.json", "package.json"):
        shutil.copy(HERE / name, folder)
    (folder / "node_modules").symlink_to(NODE / "node_modules")
    run(NODE / "node_modules/.bin/openapi-typescript", DESCRIPTION, "-o", folder / "schema.d.ts")
    run(NODE / "node_modules/.bin/tsc", "--project", folder)
    return run("node", folder / "out/story.js", url, PHOTO, cwd=folder)


def python(url):
    folder = fresh("python")
    run(PYTHON / "openapi-python-client", "generate", "--path", DESCRIPTION, "--output-path", folder / "first_step_client",
        "--meta", "none", log=MADE / "python.log")
    shutil.copy(HERE / "story.py", folder)
    run(PYTHON / "mypy", "--cache-dir", MADE / "mypy", "--no-error-summary", "story.py", "first_step_client", cwd=folder)
    return run(PYTHON / "python", "story.py", url, PHOTO, cwd=folder)


def pydantic(url):
    folder = fresh("pydantic")
    for description, models in ((DESCRIPTION, "models.py"), (PAGE, "page.py")):
        run(PYTHON / "datamodel-codegen", "--input", description, "--output", folder / models, "--disable-timestamp",
            "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11")
    shutil.copy(HERE / "replies.py", folder)
    return run(PYTHON / "python", "replies.py", url, cwd=folder)


def kotlin(url):
    compiler = NODE / "node_modules/kotlin-compiler"
    libraries = NODE / "node_modules/allure-commandline/dist/plugins/jira-plugin/lib"
    if not GSON.exists():
        raise Skipped("no Gson: please install what Debian calls libgoogle-gson-java")
    linked = [*libraries.glob("okhttp-jvm-*.jar"), *libraries.glob("okio-jvm-*.jar"), GSON,
              compiler / "lib/kotlin-stdlib.jar", compiler / "lib/kotlin-reflect.jar"]
    inputs = [DESCRIPTION, *sorted(HERE.iterdir())]
    made = MADE / f"kotlin-{hashlib.sha256(b''.join(path.read_bytes() for path in inputs if path.is_file())).hexdigest()[:12]}.jar"
    if not made.exists():
        folder = fresh("kotlin")
        generate("kotlin", folder, "--additional-properties", "library=jvm-okhttp4,serializationLibrary=gson,packageName=firststep")
        for old in MADE.glob("kotlin-*.jar"):
            old.unlink()
        run(*JAVA, "-cp", compiler / "lib/kotlin-compiler.jar", "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
            "-kotlin-home", compiler, "-no-stdlib", "-no-reflect", "-nowarn", "-cp", ":".join(map(str, linked)),
            "-d", folder / "story.jar", folder / "src/main/kotlin", HERE / "Story.kt")
        (folder / "story.jar").rename(made)
    return run(*JAVA, "-cp", ":".join(map(str, [made, *linked])), "StoryKt", url, PHOTO)


def dart(_):
    folder = fresh("dart")
    generate("dart", folder)
    if not shutil.which("dart"):
        raise Skipped("generated, but no compiler: Dart comes with no Debian, Python or Node package")
    run("dart", "pub", "get", cwd=folder)
    return run("dart", "analyze", cwd=folder)


# The longest first.
PARTS = {part.__name__: part for part in (kotlin, python, typescript, dart, pydantic, lint)}


def start(folder):
    """The server on a free port; its process and its address."""
    server = subprocess.Popen(
        [SERVER, "--port", "0", "--data-dir", folder, "--bcrypt-cost", "10", "--log-level", "warn"],
        stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if line.split()[:1] == ["Open"]:
            return server, line.split()[1]
    server.kill()
    sys.exit("the server didn't start")


def png(width, height):
    """A picture with a little of everything."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes(value for x in range(width) for value in (x * 5 % 256, y * 7 % 256, 120)) for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def told(name, url):
    """Runs a part: how it ended, and what it says."""
    begun = time.monotonic()
    try:
        result, text = "passed", PARTS[name](url)
    except Skipped as reason:
        result, text = "skipped", str(reason)
    except AssertionError as wrong:
        result, text = "failed", str(wrong)
    print(f"{name}: {result} in {time.monotonic() - begun:.0f} s: {text.strip()}", flush=True)
    return result


def main():
    names = sys.argv[1:] or list(PARTS)
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    MADE.mkdir(parents=True, exist_ok=True)
    PHOTO.write_bytes(png(64, 48))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        server, url = start(folder)
        try:
            for path, file in (("/openapi.json", DESCRIPTION), ("/openapi/page.json", PAGE)):
                with urllib.request.urlopen(url + path, timeout=60) as reply:
                    file.write_bytes(reply.read())
            with concurrent.futures.ThreadPoolExecutor(2) as workers:
                results = list(workers.map(lambda name: told(name, url), names))
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            finally:
                server.kill()  # where it didn't end: nobody else does it
    passed, failed, skipped = (results.count(word) for word in ("passed", "failed", "skipped"))
    print(f"in {time.monotonic() - begun:.0f} s")
    print(f"clients: {passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
