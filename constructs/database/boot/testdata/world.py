"""Two nodes of a database, in a world where instances, links and name servers fail at random. Each node runs the program
that ships; what it says to MySQL changes a model of MySQL. A round is as long as a node waits between looks."""
import random, re, sys, types

PROGRAM, SEED, ROUNDS, MAY_LOSE = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == "lose"
with open(PROGRAM) as file:
    TEXT = file.read()
chance = random.Random(SEED)


class Server:
    """MySQL on one node."""

    def __init__(self, name):
        self.name, self.up, self.read_only, self.executed, self.received = name, True, True, set(), set()
        self.purged, self.primaries, self.source, self.runs, self.number = set(), {}, None, False, 0
        self.late = 0
        self.memory, self.volume, self.names, self.led, self.cut = set(), set(), True, None, None

    def boot(self):
        self.up, self.read_only, self.runs, self.received, self.memory = True, True, False, set(), set()
        self.led = self.cut = None

    def commit(self, epoch=None):
        """A transaction. Returns its name when the client is told that it is there."""
        self.number += 1
        name = f"{self.name}-{len(self.executed)}-{self.number}"
        CONTENT[name] = epoch
        self.apply(name)
        other = OTHERS[self]
        if other.runs and other.up and LINK[0]:
            other.received.add(name)
        return name

    def apply(self, name):
        self.executed.add(name)
        if CONTENT[name]:
            self.primaries[CONTENT[name]] = name[0]


A, B = Server("a"), Server("b")
OTHERS, BY_NAME, CONTENT, LINK, RECORD, NOW = {A: B, B: A}, {"a": A, "b": B}, {}, [True], ["a"], [0]


SETS = [] # of transactions, by the numbers that stand for them in what MySQL says


def names(gtids):
    SETS.append(frozenset(gtids))
    return str(len(SETS) - 1)


def sql(here, program, host, *statements, **_):
    server = BY_NAME[host]
    if not here.up or not server.up or server is not here and not LINK[0]:
        raise program.Problem("cannot connect")
    answer = []
    for statement in statements:
        told = statement
        if told.startswith("SELECT @@GLOBAL.read_only"):
            epoch = max(server.primaries, default=0)
            answer = ["\t".join((str(int(server.read_only)), names(server.executed), names(server.purged), str(epoch), server.primaries.get(epoch, "")))]
        elif told.startswith("SELECT GTID_SUBSET"):
            some, all = (SETS[int(x)] for x in re.findall("'(.*?)'", told))
            answer = [str(int(some <= all))]
        elif "RECEIVED_TRANSACTION_SET" in told:
            answer = [names(server.received)]
        elif told.startswith("SHOW REPLICA STATUS"):
            answer = [f"Source_Host: {server.source}", f"Replica_IO_Running: {'Yes' if server.runs else 'No'}", f"Replica_SQL_Running: {'Yes' if server.runs else 'No'}"] if server.source else []
        elif told == "STOP REPLICA":
            server.runs = False
        elif told == "RESET REPLICA ALL":
            assert server.received <= server.executed, f"{server.name} throws away what it received"
            server.source, server.received = None, set()
        elif told.startswith("CHANGE REPLICATION SOURCE"):
            server.source = OTHERS[server].name
        elif told.startswith("START REPLICA"):
            assert server.read_only, "a node that takes writes follows"
            server.runs = True
        elif told == "SET GLOBAL read_only = OFF":
            server.read_only = False
        elif told == "SET GLOBAL super_read_only = ON":
            server.read_only = True
        elif told.startswith("CLONE"):
            donor = OTHERS[server]
            assert server.executed <= donor.executed, "what nobody else has is thrown away"
            server.executed, server.purged, server.primaries = set(donor.executed), set(donor.executed), dict(donor.primaries)
            server.boot()
        elif told.startswith("INSERT INTO bulkhead.primaries"):
            server.commit(int(re.search(r"VALUES \((\d+),", told)[1]))
        elif told.startswith("SET "):
            pass
        else:
            assert False, told
    return answer


def load(server):
    program = types.ModuleType("node")
    settings = f'''ME, NUMBER, PEERS, USER, AUTHORITIES = "{server.name}", "1", "a=1 b=2", 900, "/ca"
IMAGE, SECRETS, VERSION, ADDRESS, ZONE, DATABASE, LOGIN = ("",) * 7
'''
    exec(compile(settings + TEXT, PROGRAM, "exec"), program.__dict__)
    program.LOOK, program.SETTLED, program.CUT_OFF, program.GIVEN_UP = 1, 3, 6, 12
    program.sql = lambda *words, **more: sql(server, program, *words, **more)
    program.leads = lambda: SEEN[server] if server.names else None
    program.cut_clients, program.say, program.password = lambda: None, lambda text: None, lambda name: ""
    program.time = types.SimpleNamespace(monotonic=lambda: NOW[0])
    program.os = types.SimpleNamespace(path=types.SimpleNamespace(exists=lambda path: path in server.memory | server.volume), remove=lambda path: (server.memory.discard(path), server.volume.discard(path)))
    program.write = lambda path, text: server.volume.add(path)
    return program


SEEN = {A: "a", B: "a"}
PROGRAMS = {A: load(A), B: load(B)}


def replicate():
    for server in A, B:
        source = OTHERS[server]
        if server.up and server.runs and source.up and LINK[0]:
            if source.purged <= server.executed | server.received:
                server.received |= source.executed
        if server.up and server.runs and chance.random() < 0.7:
            for name in sorted(server.received - server.executed, key=lambda n: int(n.split("-")[1])):
                server.apply(name)
                if chance.random() < 0.2:
                    break


def look(server):
    program = PROGRAMS[server]
    try:
        server.led, server.cut = program.look(server.led, server.cut)
    except program.Problem as problem:
        if "connect" in str(problem):
            server.led = None


def writers():
    return [s for s in (A, B) if s.up and not s.read_only]


def later(server):
    """Which node was the primary last."""
    return max(server, OTHERS[server], key=lambda s: max(s.primaries, default=0))


def promote(server):
    """As a person does, with the command."""
    other = OTHERS[server]
    if not server.up:
        return
    answers = other.up and LINK[0]
    if answers and (other.read_only or server.runs) and (later(server) is server or server.executed <= other.executed):
        RECORD[0] = server.name
    elif not answers and MAY_LOSE:
        server.memory.add(PROGRAMS[server].LOST)
        RECORD[0] = server.name


promised, promotions, taken, led = set(), 0, 0, set()
for step in range(ROUNDS):
    NOW[0] += 1
    SETS.clear()
    calm = step % 200 > 120 # what was broken is mended, so that all has to come to rest
    dice = chance.random()
    if calm:
        LINK[0] = True
        for s in A, B:
            s.names = True
            if not s.up:
                s.boot()
    elif dice < 0.04:
        s = chance.choice((A, B))
        s.up = False
    elif dice < 0.09:
        for s in A, B:
            if not s.up and chance.random() < 0.5:
                s.boot()
    elif dice < 0.12 and MAY_LOSE: # a node that is cut off hears neither the other nor names
        LINK[0] = not LINK[0]
        chance.choice((A, B)).names = LINK[0]
        if LINK[0]:
            A.names = B.names = True
    elif dice < 0.16:
        promote(chance.choice((A, B)))
        promotions += 1
    elif dice < 0.17:
        RECORD[0] = chance.choice("ab") if not MAY_LOSE else RECORD[0] # a deployment
    elif dice < 0.19:
        s = chance.choice((A, B))
        s.purged = set(s.executed) # its log has expired
    for s in A, B: # a name server may say for one round what was true before
        if s.names and chance.random() < 0.7:
            SEEN[s] = RECORD[0]
    for s in chance.sample((A, B), 2):
        s.late = 0 if s.late == 2 or chance.random() < 0.7 else s.late + 1 # to ask the other node takes time
        if s.up and not s.late:
            look(s)
    for s in A, B:
        SEEN[s] = RECORD[0] if s.names else SEEN[s]
    assert len(writers()) <= 1, f"round {step}: two nodes take writes"
    for s in writers():
        if not MAY_LOSE:
            assert promised <= s.executed, f"round {step}: {s.name} takes writes and lacks {sorted(promised - s.executed)[:3]}"
        if chance.random() < 0.6:
            promised.add(s.commit())
            taken += 1
    replicate()
    if step % 200 == 199:
        diverged = not (A.executed <= B.executed or B.executed <= A.executed)
        if diverged: # a person has it take all from the other
            assert MAY_LOSE, "both have what the other has not"
            if writers() == [] and step not in led:
                RECORD[0] = later(A).name
                led.add(step + 200)
                continue
            lost = OTHERS[BY_NAME[RECORD[0]]]
            assert not OTHERS[lost].read_only, f"round {step}: nobody takes writes"
            promised &= OTHERS[lost].executed
            lost.executed, lost.purged, lost.primaries, lost.source = set(), set(), {}, None
            lost.boot()
        else:
            assert [s.name for s in writers()] == [RECORD[0]], f"round {step}: the address leads to {RECORD[0]}, and {[s.name for s in writers()]} take writes"
            primary = BY_NAME[RECORD[0]]
            assert OTHERS[primary].runs, f"round {step}: nobody follows"
            OTHERS[primary].up = False
            primary.boot() # alone, and nobody else was the primary meanwhile
            for _ in range(10):
                NOW[0] += 1
                look(primary)
            assert not primary.read_only, f"round {step}: the primary does not come back alone"
print(f"{taken} writes, {promotions} tries to promote, {max(A.primaries | B.primaries, default=0)} primaries")
