namespace Enarx.Protocol.Tests;

/// <summary>Every rule that code reads, by its name.</summary>
internal static class Rules
{
    private static readonly Guid Id = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly DateTimeOffset Time = new(2026, 3, 4, 5, 6, 7, 89, TimeSpan.Zero);
    private static readonly SandboxMeasure Wall = new("landlock", true, null), NoWall = new("seccomp", false, "the kernel has none");
    private static readonly PlatformCheck Check = new("/dev/sev", true, null, null), Absent = new("/dev/sev-guest", false, "absent", "Load the module.");
    private static readonly ErrorMessage Error = new("KeepLost", "It ended.\n\tAt once.");

    private static readonly Keep BareKeep = new()
    {
        Id = Id, Name = "a", Backend = "process", Tee = Tee.SevSnp, Product = "Milan", IsSimulated = true, State = KeepState.Starting, CreatedAt = Time,
    };

    private static readonly KeepPlatform BarePlatform = new() { Tee = Tee.SevSnp, Backend = "process", IsSimulated = true, IsAvailable = false, Checks = [] };

    private static readonly KeepContract Contract = new()
    {
        Id = Id, Backend = "process", Tee = Tee.SevSnp, Product = "Genoa", IsSimulated = true, Capacity = 3, ExpiresAt = Time,
    };

    private static readonly KeepClaims BareClaims = new() { Nonce = Bytes(32), Key = Bytes(48) };
    private static readonly EvidenceMessage BareEvidence = new() { Tee = Tee.SevSnp, Report = Bytes(1184), Claims = BareClaims.Encode() };
    private static readonly WorkloadRequest BareWorkload = new() { ModuleLength = 8, ModuleDigest = Bytes(48) };
    private static readonly WorkloadStatus Running = new() { Id = 7, State = WorkloadState.Running, CompileTime = 1234 };

    private static readonly byte[] FullKeep = KeepMessage.Encode(BareKeep with { State = KeepState.Ready, Endpoint = "127.0.0.1:443", ProcessId = 42, Sandbox = [Wall, NoWall] });
    private static readonly byte[] FullPlatform = PlatformMessage.Encode(BarePlatform with { Checks = [Check, Absent] });
    private static readonly byte[] FullWorkload = (BareWorkload with { Arguments = ["-v", ""], Environment = new Dictionary<string, string> { ["LANG"] = "C", ["A"] = "\u001b" } }).Encode();

    /// <summary>They all.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        new("request", b => Request.Decode(b).Encode(), new Request("create", new CreateBody(Id, "a").Encode()).Encode(), new Request("offers", default).Encode()),
        new("reply", b => Reply.Decode(b).Encode(), new Reply(Payload.Encode([1]), null).Encode(), new Reply(null, Error).Encode(), new Reply(default, null).Encode()),
        new("error", b => ErrorMessage.Decode(b).Encode(), Error.Encode(), new ErrorMessage("X", "").Encode()),
        new("payload", b => Payload.Encode(Payload.Decode(b)), Payload.Encode(Bytes(9))),
        new("offers", b => Lists.Encode("offers", Lists.Decode(b, "offers", ContractMessage.Decode).Select(ContractMessage.Encode)),
            Lists.Encode("offers", [ContractMessage.Encode(Contract), ContractMessage.Encode(Contract with { Capacity = 0 })]), Lists.Encode("offers", [])),
        new("contract", b => ContractMessage.Encode(ContractMessage.Decode(b)), ContractMessage.Encode(Contract)),
        new("create", b => CreateBody.Decode(b).Encode(), new CreateBody(Id, "a").Encode()),
        new("keep", b => KeepMessage.Encode(KeepMessage.Decode(b)), FullKeep, KeepMessage.Encode(BareKeep)),
        new("sandbox-measure", b => ItemOf(KeepMessage.Encode(KeepMessage.Decode(WithItem(FullKeep, "sandbox", b))), "sandbox"),
            ItemOf(KeepMessage.Encode(BareKeep with { Sandbox = [NoWall] }), "sandbox"), ItemOf(KeepMessage.Encode(BareKeep with { Sandbox = [Wall] }), "sandbox")),
        new("keeps", b => Lists.Encode("keeps", Lists.Decode(b, "keeps", KeepMessage.Decode).Select(KeepMessage.Encode)),
            Lists.Encode("keeps", [FullKeep, KeepMessage.Encode(BareKeep)]), Lists.Encode("keeps", [])),
        new("keep-request", b => KeepRequest.Decode(b).Encode(), new KeepRequest(Id, Bytes(40)).Encode(), new KeepRequest(Id).Encode()),
        new("platforms", b => Lists.Encode("platforms", Lists.Decode(b, "platforms", PlatformMessage.Decode).Select(PlatformMessage.Encode)),
            Lists.Encode("platforms", [FullPlatform]), Lists.Encode("platforms", [])),
        new("platform", b => PlatformMessage.Encode(PlatformMessage.Decode(b)), FullPlatform, PlatformMessage.Encode(BarePlatform)),
        new("platform-check", b => ItemOf(PlatformMessage.Encode(PlatformMessage.Decode(WithItem(FullPlatform, "checks", b))), "checks"),
            ItemOf(PlatformMessage.Encode(BarePlatform with { Checks = [Absent] }), "checks"), ItemOf(PlatformMessage.Encode(BarePlatform with { Checks = [Check] }), "checks")),
        new("attest-request", b => AttestRequest.Decode(b).Encode(), new AttestRequest(KeepClaims.CurrentProfile, Bytes(32)).Encode()),
        new("evidence", b => EvidenceMessage.Decode(b).Encode(), (BareEvidence with { Endorsements = [Bytes(70), Bytes(300)], Certificate = Bytes(600) }).Encode(), BareEvidence.Encode()),
        new("claims", b => KeepClaims.Decode(b).Encode(),
            (BareClaims with { Binder = new KeepBinder(KeepBinder.TlsExporter, Bytes(32)), Workload = Bytes(48), Config = Bytes(48), Launch = 300 }).Encode(), BareClaims.Encode()),
        new("binder", b => KeepBinder.Decode(b).Encode(), new KeepBinder(KeepBinder.TlsExporter, Bytes(32)).Encode()),
        new("pins", b => PinsMessage.Encode(PinsMessage.Decode(b)), PinsMessage.Encode([Sha256Digest.FromBytes(Bytes(32))]), PinsMessage.Encode([])),
        new("report", b => ReportMessage.Decode(b).Encode(), new ReportMessage(Tee.SevSnp, Bytes(1184), [Bytes(24)]).Encode(), new ReportMessage(Tee.SevSnp, Bytes(1), []).Encode()),
        new("workload-request", b => WorkloadRequest.Decode(b).Encode(), FullWorkload, BareWorkload.Encode()),
        new("workload-request.env", b => RawMap.Of(WorkloadRequest.Decode(RawMap.Of(FullWorkload).With("env", b).Encode()).Encode())["env"], RawMap.Of(FullWorkload)["env"], [0xA0]),
        new("workload-status", b => WorkloadStatus.Decode(b).Encode(), [.. Statuses()]),
        new("output", b => OutputFrame.Decode(b).Encode(),
        [
            new OutputFrame { Begin = Running }.Encode(), new OutputFrame { StandardOutput = Bytes(5) }.Encode(), new OutputFrame { StandardError = Bytes(5) }.Encode(),
            .. Statuses().Select(status => new OutputFrame { End = WorkloadStatus.Decode(status) }.Encode()),
        ]),
    ];

    /// <summary>Finds a rule.</summary>
    public static Rule Of(string name) => All.Single(rule => rule.Name == name);

    /// <summary>A recognisable byte string.</summary>
    public static byte[] Bytes(int length) => [.. Enumerable.Range(1, length).Select(i => (byte)i)];

    private static IEnumerable<byte[]> Statuses() =>
    [
        (Running with { State = WorkloadState.Starting }).Encode(), Running.Encode(),
        (Running with { State = WorkloadState.Exited, ExitStatus = 255 }).Encode(),
        (Running with { State = WorkloadState.Failed, Error = Error }).Encode(),
        (Running with { State = WorkloadState.Stopped }).Encode(),
    ];

    private static byte[] WithItem(byte[] parent, string key, byte[] item) => RawMap.Of(parent).With(key, RawMap.Array(item)).Encode();

    // An array of one item is one byte longer than the item.
    private static byte[] ItemOf(byte[] parent, string key) => RawMap.Of(parent)[key][1..];
}
