"""The baseline of `benchmarks.serve_speed`: a prediction backend that suggests for one article a call.

It is what a person writes first: the standard library's HTTP server, and in each request a run of the same
labelers for each task in turn. It has no password, no limits and no reload.

python -m benchmarks.one_article_a_call PORT
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

from annotate.campaign.models.pipeline import make_pipeline
from annotate.core.article import Article
from annotate.prelabel.interface.llm_settings import LlmSettings
from annotate.prelabel.pipeline import Pipeline
from annotate.project import Project
from annotate.studio.codec.results import encode
from annotate.studio.screen.binding import own_binding


def handler(pipeline: Pipeline) -> type[BaseHTTPRequestHandler]:
    """A handler of requests that answers with ``pipeline``."""
    binding = own_binding(pipeline.ontology)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            tasks = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["tasks"]
            results = []
            for task in tasks:
                article = Article(id=f"task-{task['id']}", text=task["data"]["text"], language="fr")
                (outcome,) = pipeline.run([article])
                assert outcome.record is not None
                found = encode(outcome.record.annotation, binding, scores=True)
                results.append({"result": found, "model_version": pipeline.author})
            content = json.dumps({"results": results}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    return Handler


def main() -> None:
    """Serves the labelers of the project in the current folder."""
    project = Project.find()
    pipeline = make_pipeline(project, (), LlmSettings.from_environment()).pipeline
    pipeline.load([Article(id="first", text=".", language=code) for code in project.languages])
    server = HTTPServer(("127.0.0.1", int(sys.argv[1])), handler(pipeline))
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
