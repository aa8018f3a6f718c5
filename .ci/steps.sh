# Sourced from the project's folder by the scripts that run checks. Has steps with a summary, and installs
# their pinned tools into .ci/.tools, which can be deleted at any time.
#
# If a tool is missing, a check fails with CI=true. Otherwise, it is skipped and the reason is printed.
# shellcheck shell=bash

readonly SKIPPED=77
readonly TOOLS=$PWD/.ci/.tools
summary=()
begun=()
begun_outputs=()
failed=0

# step HEADING COMMAND...: runs the command in its own shell, and notes how it ended and how long it took. The
# subshell is not part of a condition, because bash ignores `set -e` within one.
step() {
  local heading=$1 begin=$SECONDS status
  shift
  printf '\n== %s\n' "$heading"
  set +e
  (
    set -e
    "$@"
  )
  status=$?
  set -e
  note "$heading" "$status" $((SECONDS - begin))
}

# each COMMAND...: runs every command, even after one that failed or was skipped. A failure takes precedence
# over a skip.
each() {
  local command status outcome=0
  for command in "$@"; do
    set +e
    (
      set -e
      "$command"
    )
    status=$?
    set -e
    if [[ $status != 0 && ($outcome == 0 || $outcome == "$SKIPPED") ]]; then
      outcome=$status
    fi
  done
  return "$outcome"
}

# note HEADING STATUS SECONDS: adds a line to the summary.
note() {
  local outcome
  case $2 in
    0) outcome=ok ;;
    "$SKIPPED") outcome=skipped ;;
    *)
      outcome=FAILED
      failed=1
      ;;
  esac
  summary+=("$(printf '%-8s %4d s  %s' "$outcome" "$3" "$1")")
}

# begin HEADING COMMAND...: starts a step that uses one processor, in parallel with the steps that follow.
begin() {
  local output
  output=$(mktemp)
  begun+=("$1")
  begun_outputs+=("$output")
  shift
  (
    local start=$SECONDS status
    set +e
    (
      set -e
      "$@"
    )
    status=$?
    echo "$status $((SECONDS - start))" >"$output.end"
  ) >"$output" 2>&1 &
}

# await: waits for the steps that `begin` started, and prints the output of each.
await() {
  local status seconds i output
  wait
  for i in "${!begun[@]}"; do
    output=${begun_outputs[i]}
    printf '\n== %s\n' "${begun[i]}"
    cat "$output"
    read -r status seconds <"$output.end"
    note "${begun[i]}" "$status" "$seconds"
    rm "$output" "$output.end"
  done
  begun=()
  begun_outputs=()
}

finish() {
  printf '\n== Summary\n'
  printf '%s\n' "${summary[@]}" "$(printf '%-8s %4d s' total $SECONDS)"
  exit "$failed"
}

# missing REASON: ends the running check.
missing() {
  if [[ ${CI:-} == true ]]; then
    echo "cannot check: $1" >&2
    exit 1
  fi
  echo "skipped: $1"
  exit "$SKIPPED"
}

# The folder of an installation. Its name has a hash of the pins, so a change of the pins makes a new folder.
installation() {
  local name=$1
  shift
  echo "$TOOLS/$name-$(cat "$@" | git hash-object --stdin)"
}

# An installation writes the file `complete` last, so an interrupted one is repeated.
is_complete() {
  [[ -f $1/complete ]]
}

# start_afresh FOLDER: removes this and earlier installations of a tool set.
start_afresh() {
  mkdir -p "$TOOLS"
  rm -rf "${1%-*}"-*
}

# Installs requirements.txt of the pins' folder as $python_tools.
install_python_tools() {
  if is_complete "$python_tools"; then
    echo "already installed"
    return
  fi
  local python=''
  for candidate in python3.11 python3; do
    # requirements.txt was resolved for 3.11, and may lack packages for a later version.
    if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      python=$candidate
      break
    fi
  done
  [[ -n $python ]] || missing "no Python 3.11 with venv on the PATH"
  start_afresh "$python_tools"
  "$python" -m venv "$python_tools"
  # The list is complete, so nothing is resolved here. `pip check` fails if it is not.
  "$python_tools/bin/pip" install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
    --requirement "$pins/requirements.txt"
  "$python_tools/bin/pip" check
  touch "$python_tools/complete"
}

# Installs package-lock.json of the pins' folder as $node_tools.
install_node_tools() {
  if is_complete "$node_tools"; then
    echo "already installed"
    return
  fi
  command -v npm >/dev/null || missing "no npm on the PATH"
  start_afresh "$node_tools"
  mkdir -p "$node_tools"
  cp "$pins/package.json" "$pins/package-lock.json" "$node_tools"
  npm ci --prefix "$node_tools" --ignore-scripts --no-audit --no-fund --loglevel=error
  touch "$node_tools/complete"
}

# Builds the Go module of a folder, pinned by its go.sum, as $go_tools/client. The first build compiles the SDK.
install_go_client() {
  if is_complete "$go_tools"; then
    echo "already installed"
    return
  fi
  command -v go >/dev/null || missing "no go on the PATH"
  start_afresh "$go_tools"
  (cd "$go_client" && GOTOOLCHAIN=local go build -o "$go_tools/client" .)
  touch "$go_tools/complete"
}

need_python_tools() {
  is_complete "$python_tools" || missing "the Python tools are not installed"
}

need_node_tools() {
  is_complete "$node_tools" || missing "the Node.js tools are not installed"
}

# checksums_in FOLDER [SETTING]: from here on, Maven compares the SHA-256 of every artifact that it resolves
# (dependency, plugin or pom) with those in the folder, wherever the artifact comes from. SETTING is one of
#   failIfMissing=true  also refuses artifacts that are not recorded there,
#   record=true         records the checksums instead.
# The project's own modules are artifacts too, so a build of more than functions/ cannot refuse unknown artifacts.
checksums_in() {
  local processor=-Daether.artifactResolver.postProcessor.trustedChecksums source=-Daether.trustedChecksumsSource.summaryFile
  export MAVEN_ARGS="$processor=true $processor.checksumAlgorithms=SHA-256 ${2:+$processor.$2}
$source=true $source.originAware=false $source.basedir=$1"
  MAVEN_ARGS=${MAVEN_ARGS//$'\n'/ }
}

# shellcheck disable=SC2034 # the scripts that source this use it
readonly CHECKSUMS=$PWD/.mvn/checksums

# Plugins resolve some of their dependencies only when they have work to do, so a test runs in each module.
# shellcheck disable=SC2034 # the scripts that source this use it
readonly ONE_TEST=(-Dtest='PaceTest,VirtualClockTest' -Dsurefire.failIfNoSpecifiedTests=false)

java_major() {
  "$1/bin/java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# Prints the home of a JDK that is version 21 or later, the release that the functions are compiled for.
find_jdk() {
  local home major
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -n $home && -x $home/bin/java && -x $home/bin/javac ]] || continue
    major=$(java_major "$home")
    if [[ -n $major && $major -ge 21 ]]; then
      echo "$home"
      return
    fi
  done
}

# build_package FOLDER: builds what is deployed, as `sam build` does, in a copy of functions/. The result is in its
# target/classes.
build_package() {
  local jdk
  jdk=$(find_jdk)
  [[ -n $jdk ]] || missing "no JDK of 21 or later in JAVA_HOME or the usual places"
  mkdir -p "$1"
  cp -R functions/. "$1"
  rm -rf "$1/target"
  # Nothing shall land in the local repository: the module `cli` might find it there and run against old functions.
  JAVA_HOME=$jdk ./mvnw -B -q -f "$1/pom.xml" -Dmaven.test.skip -Dmaven.install.skip=true install
}

# pinned_in FOLDER NAME: sets where the tools whose pins are in a folder are installed.
pinned_in() {
  pins=$1
  python_tools=$(installation "$2-python" "$pins/requirements.txt")
  [[ ! -f $pins/package.json ]] ||
    node_tools=$(installation "$2-node" "$pins/package.json" "$pins/package-lock.json")
}

# go_module_in FOLDER NAME: sets where the Go module of a folder is built.
go_module_in() {
  go_client=$1
  go_tools=$(installation "$2-go" "$go_client/go.mod" "$go_client/go.sum" "$go_client/main.go")
}
