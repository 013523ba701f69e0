# shellcheck shell=bash
# Which of the two nodes takes writes, the address of the primary says: a record that leads to one of them. Each begins
# without writes, looks where it leads, and is what it says once the other is not, and has nothing that it lacks.
cat >>/usr/local/sbin/bulkhead-store <<'END'


def other():
    try:
        return status(OTHER)
    except Problem:
        return None


def within(some, all):
    return sql(ME, f"SELECT GTID_SUBSET('{some}', '{all}')") == ["1"]


def leads():
    """Where the address of the primary leads: to a node, to nothing known (''), or nobody tells (None)."""
    try:
        return HOSTS.get(run("getent", "ahostsv4", ADDRESS).split()[0], "")
    except (Problem, IndexError):
        return None


def replication():
    fields = (line.partition(":") for line in sql(ME, "SHOW REPLICA STATUS", form="--vertical") if ":" in line)
    return {key.strip(): value.strip() for key, _, value in fields}


def runs(told):
    return told.get("Source_Host") == OTHER and told["Replica_IO_Running"] == "Yes" and told["Replica_SQL_Running"] == "Yes"


def follow():
    told = replication()
    if runs(told) or told.get("Source_Host") == OTHER and told["Replica_IO_Running"] == "Connecting" and told["Replica_SQL_Running"] == "Yes":
        return
    if told.get("Source_Host") != OTHER:
        say("follows " + OTHER)
        sql(ME, "STOP REPLICA", f"CHANGE REPLICATION SOURCE TO SOURCE_HOST = '{OTHER}', SOURCE_PORT = 3306, SOURCE_AUTO_POSITION = 1,"
            f" SOURCE_SSL = 1, SOURCE_SSL_CA = '{AUTHORITIES}', SOURCE_SSL_VERIFY_SERVER_CERT = 1, SOURCE_CONNECT_RETRY = 5")
    sql(ME, "STOP REPLICA", f"START REPLICA USER = 'node' PASSWORD = '{password('node')}'")


def clone():
    say(f"has too little to follow {OTHER}, and takes all that it has")
    try:
        sql(ME, "STOP REPLICA", "SET GLOBAL super_read_only = OFF", f"SET GLOBAL clone_ssl_ca = '{AUTHORITIES}'", f"SET GLOBAL clone_valid_donor_list = '{OTHER}:3306'",
            f"CLONE INSTANCE FROM 'node'@'{OTHER}':3306 IDENTIFIED BY '{password('node')}' REQUIRE SSL", patience=None)
    except Problem as problem:
        if "3707" not in str(problem): # the server ends, and systemd starts it again
            sql(ME, "SET GLOBAL super_read_only = ON")
            raise


def recover(mine, theirs):
    """Follows the other node, which has what this one lacks."""
    if not within(mine.executed, theirs.executed):
        sql(ME, "STOP REPLICA")
        raise Problem(f"has transactions that {OTHER} has not: save them, and run bulkhead-store rebuild")
    if within(theirs.purged, mine.executed):
        follow()
    else:
        clone()


def serve(mine, theirs, led):
    """Takes writes, if nobody else does or has what this node lacks. It was led to for some time."""
    if theirs is None:
        if not os.path.exists(CLAIM) and not (os.path.exists(LOST) and led >= GIVEN_UP):
            raise Problem(f"{OTHER} does not answer, and may have more than this node: bring it back, or run bulkhead-store promote --lost")
        for received in sql(ME, r"SELECT REPLACE(RECEIVED_TRANSACTION_SET, '\n', '') FROM performance_schema.replication_connection_status"):
            if not within(received, mine.executed):
                raise Problem("applies what it has of the other node")
    elif theirs.writable:
        raise Problem(f"waits until {OTHER} takes no more writes")
    elif theirs.epoch > mine.epoch or theirs.epoch == mine.epoch and not within(theirs.executed, mine.executed):
        return recover(mine, theirs)
    write(CLAIM, "") # until the address leads elsewhere, this node is the primary again when it has been away
    sql(ME, "STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL rpl_semi_sync_source_enabled = ON", "SET GLOBAL read_only = OFF")
    forget(LOST)
    say("takes writes")
    count(mine)


def count(mine):
    """Counts a promotion: who follows knows by it that this node was the primary after it."""
    if mine.primary != ME:
        sql(ME, f"INSERT INTO bulkhead.primaries (epoch, host) VALUES ({mine.epoch + 1}, '{ME}')")


def cut_clients():
    numbers = sql(ME, "SELECT id FROM information_schema.processlist WHERE user NOT IN ('node', 'system user', 'event_scheduler')")
    try:
        sql(ME, *("KILL " + number for number in numbers), more=["--force"]) # at once, and of those that are still there
    except Problem:
        pass # some have gone


def close(why):
    say("takes no more writes: " + why)
    cut_clients()
    sql(ME, "SET SESSION lock_wait_timeout = 2", "SET GLOBAL super_read_only = ON")
    cut_clients() # they come back at the other node
    sql(ME, "SET GLOBAL rpl_semi_sync_source_enabled = OFF") # who follows waits for nobody


def look(led, cut):
    """Becomes what the address says, a step at a time. led and cut are since when it leads here, and nobody is heard."""
    now, leader = time.monotonic(), leads()
    led = (led or now) if leader == ME else None
    if leader not in (ME, None):
        forget(CLAIM)
    mine = status(ME)
    if mine.writable and leader not in (ME, None):
        close(ADDRESS + " leads elsewhere") # before the other node is asked, which may take long to answer
        return led, None
    theirs = other()
    if mine.writable:
        cut = (cut or now) if leader is None and theirs is None else None
        if cut and now - cut >= CUT_OFF:
            close("it is cut off")
        elif leader == ME:
            count(mine)
        return led, cut
    if leader == ME and now - led >= SETTLED:
        serve(mine, theirs, now - led)
    elif leader == OTHER and theirs and theirs.epoch and (theirs.epoch > mine.epoch or theirs.epoch == mine.epoch and mine.primary != ME):
        recover(mine, theirs)
    return led, None


def keep():
    led, cut, last = None, None, None
    while True:
        try:
            led, cut = look(led, cut)
            last = None
        except Problem as problem:
            if str(problem) != last:
                last = str(problem)
                say(last)
            if "docker" in last or "connect" in last:
                led = None
        time.sleep(LOOK)


def healthy():
    """Whether this node is what it should be. One that follows is, when there is nobody whom it could follow."""
    leader, mine = leads(), status(ME)
    if leader == ME:
        sys.exit(0 if mine.writable else "it takes no writes yet")
    told = replication()
    sys.exit(0 if other() is None or runs(told) and int(told["Seconds_Behind_Source"]) <= 10 else "it has not all that its primary has")


def report():
    try:
        mine = status(ME)
        told = replication()
        values = dict(line.split("\t") for line in sql(ME, "SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_connected', 'Rpl_semi_sync_source_clients')"))
        most = int(sql(ME, "SELECT @@GLOBAL.max_connections")[0])
    except Problem:
        print("Up=0")
        return
    whole = int(values["Rpl_semi_sync_source_clients"]) > 0 if mine.writable else runs(told)
    behind = "0" if mine.writable or not whole else told["Seconds_Behind_Source"]
    print("Up=1", f"Writable={int(mine.writable)}", f"Replicating={int(whole)}", f"LagSeconds={behind if behind.isdigit() else 0}",
          f"ConnectionsPercent={100 * int(values['Threads_connected']) // most}")


def promote():
    """Leads the address here. Nodes do the rest."""
    lost, own, theirs = "--lost" in sys.argv, status(ME), other()
    if theirs is None and not lost:
        sys.exit(f"{OTHER} does not answer. What it has and this node has not would be lost: bring it back, or say --lost")
    if theirs and lost:
        sys.exit(f"{OTHER} answers, so nothing has to be lost: leave --lost out")
    if theirs and theirs.writable and not runs(replication()):
        sys.exit(f"this node does not follow {OTHER}: see bulkhead-store report")
    if theirs and theirs.epoch > own.epoch and not within(own.executed, theirs.executed):
        sys.exit(f"this node has transactions that {OTHER} has not: bulkhead-store rebuild throws them away")
    if lost:
        write(LOST, "")
    mine = next(address for address, host in HOSTS.items() if host == ME)
    record = {"Name": ADDRESS, "Type": "A", "TTL": 5, "ResourceRecords": [{"Value": mine}]}
    run("aws", "route53", "change-resource-record-sets", "--hosted-zone-id", ZONE, "--change-batch",
        json.dumps({"Changes": [{"Action": "UPSERT", "ResourceRecordSet": record}]}), patience=60)
    for _ in range(60):
        time.sleep(LOOK)
        if status(ME).writable:
            print(f"This node takes writes. Write primary: {NUMBER} into the configuration, and deploy.")
            return
    sys.exit("The address leads here, but this node takes no writes yet: journalctl -u keeper says why.")


def rebuild():
    """Throws away what this node has, so that it takes all from the other."""
    theirs = other()
    if leads() != OTHER or theirs is None or not theirs.writable:
        sys.exit("there is no other node that takes writes")
    subprocess.run(["systemctl", "stop", "keeper.service", "store.service"], check=True)
    shutil.rmtree(DATA)
    forget(ACCOUNTS)
    subprocess.run(["systemctl", "start", "store.service", "keeper.service"], check=True)


def shell():
    os.execvp("docker", ["docker", "exec", "-it", "store", "mysql", f"--defaults-file={MEMORY}/root.cnf"])


if __name__ == "__main__":
    try:
        {"prepare": prepare, "keep": keep, "renewed": renewed, "healthy": healthy, "report": report, "promote": promote, "rebuild": rebuild, "sql": shell}[sys.argv[1]]()
    except Problem as problem:
        sys.exit(str(problem))
END
chmod 755 /usr/local/sbin/bulkhead-store

mkdir -p /etc/bulkhead /srv/bulkhead/store /run/bulkhead/store
echo "$STORE_CONFIG" >/etc/bulkhead/store.conf
cat >/etc/systemd/system/store.service <<END
[Unit]
Description=MySQL of $NODE_STORE
Wants=network-online.target
Requires=docker.service bulkhead-secrets.service
After=network-online.target docker.service bulkhead-secrets.service
RequiresMountsFor=/srv/bulkhead
[Service]
ExecStartPre=/usr/local/sbin/bulkhead-store prepare
$(contain store mysqld --defaults-file=/run/bulkhead/store/my.cnf)
[Install]
WantedBy=multi-user.target
END
cat >/etc/systemd/system/keeper.service <<END
[Unit]
Description=Keep this node of $NODE_STORE what the address of the primary says
StartLimitIntervalSec=0
Requires=docker.service
After=docker.service store.service
[Service]
ExecStart=/usr/local/sbin/bulkhead-store keep
Restart=always
RestartSec=1
[Install]
WantedBy=multi-user.target
END
units=(store.service keeper.service)
