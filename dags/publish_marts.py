"""发布集市 Publish the marts.

**做什么 What.** 冻结有效的报送，用 dbt 逐层构建，通过第二道关口后一次性发布；没有新内容时跳过。
Freezes the submissions in force, builds them with dbt, judges the result (gate 2), publishes it all at once.

**来源 Source.** 有效报送；接收流程结束（资产 settled_submissions）时触发，也可手动触发。 The submissions in force; started when an ingest has settled, or by hand. Skips where nothing is new.

**故障处理 Triage.** 失败时读者看到上一次发布。按 check 的报错改正数据、规则或模型，再重新触发：会开始新的构建。
Readers see the last publication meanwhile. Mend what check names, then trigger this DAG: it begins a new build.
"""

from airflow.sdk import DAG, Asset, chain, task
from airflow.sdk.exceptions import AirflowSkipException

from task_defaults import TASK_DEFAULTS

with DAG(
    "publish_marts",
    doc_md=__doc__,
    schedule=[Asset("settled_submissions", uri="talent://audit/submission")],
    catchup=False,  # it builds what is in force now
    max_active_runs=1,  # one build at a time: only the newest may go on
    default_args=TASK_DEFAULTS,
    tags=["nightly", "gate-2"],
):

    @task
    def begin() -> str:
        from talent_warehouse import night

        return night.start_run("publish")

    @task
    def freeze() -> int:
        from talent_warehouse import night

        if number := night.freeze():
            return number
        raise AirflowSkipException("Nothing is new since the last publication 没有新内容")

    @task
    def build(number: int) -> int:
        from talent_warehouse import build

        return build.build_all(number)

    @task
    def gate_2(number: int, run: str) -> dict[str, object]:
        from talent_warehouse import night

        return night.gate2(number, run)

    @task
    def publish(judged: dict[str, int]) -> int:  # its build is another than `number` where gate 2 sent something back
        from talent_warehouse import night

        return night.publish_build(judged["build"]).no

    @task
    def report(judged: dict[str, int]) -> dict[str, object]:
        from talent_warehouse import night

        return night.report(judged["build"])

    @task(trigger_rule="all_done")
    def check(number: int | None, run: str | None, ti: object = None) -> None:
        from talent_warehouse import night
        from talent_warehouse.operations import notify

        night.check_publish(number, run, notify.failed_steps(ti))

    run, number = begin(), freeze()
    chain(
        run, number, build(number), judged := gate_2(number, run), publish(judged), report(judged), check(number, run)
    )
