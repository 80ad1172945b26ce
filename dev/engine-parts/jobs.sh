# Steps, side by side or one after the other: each asks first whether its result is there already, has a log, and says
# how many seconds it took.
# shellcheck shell=bash disable=SC2154 # logs is set by dev/engine

# Not at the top of the file: macOS has a bash without such arrays, and gets no further than `fail`.
jobs_none() { declare -gA job_pid=() job_start=() job_done=(); }

say() { printf 'engine: [%4d s] %s\n' "$SECONDS" "$*"; }
fail() { echo "engine: $*" >&2; exit 1; }

# job_start NAME DONE WORK: DONE and WORK are command lines of ours. Each job is a process group, so that it can be
# ended whole, whatever it has started.
job_start() {
  if eval "$2"; then return; fi
  say "$1: started"
  set -m
  (
    set +m
    set -e
    eval "$3"
  ) >"$logs/$1.log" 2>&1 </dev/null &
  set +m
  job_pid[$1]=$!
  job_start[$1]=$SECONDS
  job_done[$1]=$2
}

# jobs_wait NAME...: those of them that were started.
jobs_wait() {
  local name job said=$SECONDS waiting
  for name in "$@"; do
    while [ -n "${job_pid[$name]:-}" ]; do
      waiting=""
      # All running jobs, not only ours: a failure anywhere ends the whole `up` at once.
      for job in "${!job_pid[@]}"; do
        if kill -0 "${job_pid[$job]}" 2>/dev/null; then waiting="$waiting $job"; else job_end "$job"; fi
      done
      if [ $((SECONDS - said)) -ge 20 ]; then
        say "at work:$waiting"
        said=$SECONDS
      fi
      sleep 0.2
    done
  done
}

job_end() {
  local rc=0
  wait "${job_pid[$1]}" || rc=$?
  unset "job_pid[$1]"
  if [ $rc != 0 ] || ! eval "${job_done[$1]}"; then
    fail "$1 failed: $(grep -v '^[[:space:]]*$' "$logs/$1.log" | tail -n 1 | cut -c 1-300) (log: $logs/$1.log)"
  fi
  say "$1: done in $((SECONDS - job_start[$1])) s"
}

# The jobs that still run when `up` ends early.
jobs_end() {
  local job
  for job in "${!job_pid[@]}"; do kill -TERM -- "-${job_pid[$job]}" 2>/dev/null || true; done
}

step() {
  job_start "$@"
  jobs_wait "$1"
}
