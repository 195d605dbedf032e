"""夜间接收 Nightly ingest.

**做什么 What.** 收取各单位报送的文件，存档、入库，逐张报表校验（第一道关口），回执写入 outbox/。
Takes what the units filed, archives and lands it, judges it form by form (gate 1), answers each unit.

**来源 Source.** `inbox/<unit>/`；要做什么写在台账（audit）里，与运行时刻无关，可随时手动触发。
The units' folders; what is to do stands in the ledger, so a run by hand at any hour does what is left.

**故障处理 Triage.** 先看 check 的报错，再看失败任务的日志；原因消除后清除（Clear）失败任务或重新触发，已完成的不会重做。
Read what check says, then the failed task's log; mend the cause, clear the task or trigger a new run: both resume.
A form that could not be judged keeps no other from its answer; its submissions are neither in force nor published.
"""

from dataclasses import asdict
from datetime import timedelta

from airflow.sdk import DAG, Asset, CronTriggerTimetable, task

from task_defaults import TASK_DEFAULTS

with DAG(
    "ingest_submissions",
    doc_md=__doc__,
    # the first night is the next one, and not that just past, whenever the DAG is switched on
    schedule=CronTriggerTimetable("0 2 * * *", timezone="Asia/Shanghai", run_immediately=timedelta(0)),
    catchup=False,  # a night that was missed leaves nothing that the next does not take
    max_active_runs=1,  # two nights at once would wait for each other's arrivals and forms
    default_args=TASK_DEFAULTS,
    tags=["nightly", "gate-1"],
):

    @task
    def begin() -> str:
        from talent_warehouse import night

        return night.start_run("ingest")

    @task
    def collect() -> list[list[int]]:
        from talent_warehouse import night

        return night.collect()

    @task(map_index_template="{{ task.op_kwargs.batch[0] }}–{{ task.op_kwargs.batch[-1] }}")
    def land(batch: list[int]) -> int:
        from talent_warehouse import night

        return night.land(batch)

    @task(trigger_rule="all_done")  # all forms in one process: what judges them takes longer to load than to judge
    def judge(run: str) -> dict[str, object]:
        from talent_warehouse import night

        return night.judge(run)

    @task(trigger_rule="all_done", outlets=[Asset("settled_submissions", uri="talent://audit/submission")])
    def settle(run: str) -> dict[str, object]:
        from talent_warehouse import night

        return asdict(night.settle(run))

    @task(trigger_rule="all_done")
    def check(run: str | None, ti: object = None) -> str:
        from talent_warehouse import night
        from talent_warehouse.operations import notify

        return night.check_ingest(run, notify.failed_steps(ti))

    run, landed = begin(), land.expand(batch=collect())
    run >> landed >> judge(run) >> settle(run) >> check(run)
