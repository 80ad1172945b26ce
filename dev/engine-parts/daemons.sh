# Programs that stay: started once, known by a pid file in $run, stopped only if the pid is still that program.
# shellcheck shell=bash disable=SC2154 # run and logs are set by dev/engine

daemon_pid() { cat "$run/$1.pid" 2>/dev/null || true; }

# daemon_runs NAME PROGRAM: a pid file survives a crash and a restart of the machine, and its number is then somebody
# else's: only a process of that program counts.
daemon_runs() {
  local pid exe
  pid=$(daemon_pid "$1")
  [ -n "$pid" ] && exe=$(readlink "/proc/$pid/exe" 2>/dev/null) || return 1
  exe=${exe% (deleted)}
  [ "${exe##*/}" = "$2" ]
}

# daemon_start NAME COMMAND...: in a session of its own, with none of the caller's descriptors: whoever reads our output
# through a pipe would wait for the daemon's end, and the lock (9) would never come free.
daemon_start() {
  local name=$1
  shift
  [ ! -e "$logs/$name.log" ] || mv "$logs/$name.log" "$logs/$name.log.1"
  setsid "$@" >"$logs/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$run/$name.pid"
}

# daemon_stop NAME PROGRAM: false when there was nothing to stop.
daemon_stop() {
  local pid
  daemon_runs "$1" "$2" || { rm -f "$run/$1.pid"; return 1; }
  pid=$(daemon_pid "$1")
  kill -TERM "$pid"
  if ! wait_until 30 "! daemon_runs $1 $2"; then
    kill -KILL "$pid"
    wait_until 10 "! daemon_runs $1 $2" || true
  fi
  rm -f "$run/$1.pid"
}

# wait_until SECONDS CONDITION: the condition is a command line of ours.
wait_until() {
  local end=$((SECONDS + $1))
  until eval "$2"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.3
  done
}
