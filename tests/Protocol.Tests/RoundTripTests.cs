using System.Text;
using System.Text.Json;
using CsCheck;

namespace Enarx.Protocol.Tests;

/// <summary>What was written is what is read, field by field, for any values that the rules allow.</summary>
public sealed class RoundTripTests
{
    private const int Iterations = 300;

    private static readonly Gen<Guid> Id = Gen.Byte.Array[16].Select(b => new Guid(b));
    private static readonly Gen<string> Word = Gen.Char.AlphaNumeric.Array[1, 32].Select(c => new string(c));
    private static readonly Gen<string> Line = Gen.Char[' ', '\uD7FF'].Where(c => !char.IsControl(c)).Array[0, 10].Select(c => new string(c));
    private static readonly Gen<string> Raw = Gen.Char['\0', '\uD7FF'].Array[0, 40].Select(c => new string(c));
    // In the order in which they are encoded, and so read.
    private static readonly Gen<Dictionary<string, string>> Variables = Gen.Dictionary(Raw, Raw)[0, 20].Select(variables =>
        variables.OrderBy(v => Encoding.UTF8.GetByteCount(v.Key)).ThenBy(v => v.Key, StringComparer.Ordinal).ToDictionary());

    private static readonly Gen<DateTimeOffset> Time = Gen.Long[0, 253_402_300_799_999].Select(DateTimeOffset.FromUnixTimeMilliseconds);
    private static readonly Gen<int> Natural = Gen.Int[0, int.MaxValue];

    private static readonly Gen<KeepContract> Contracts = Gen.Select(Id, Word, Line, Gen.Bool, Natural, Time, (id, backend, product, simulated, capacity, expires) => new KeepContract
    {
        Id = id, Backend = backend, Tee = Tee.SevSnp, Product = product, IsSimulated = simulated, Capacity = capacity, ExpiresAt = expires,
    });

    private static readonly Gen<SandboxMeasure> Measures = Gen.Select(Line, Gen.Bool, Optional(Line), (name, applied, reason) => new SandboxMeasure(name, applied, reason));

    private static readonly Gen<Keep> Keeps = Gen.Select(
        Contracts, Word, Gen.Int[0, 2], Optional(Line), Natural, Measures.Array[0, 32], (contract, name, state, endpoint, pid, sandbox) => new Keep
        {
            Id = contract.Id, Name = name, Backend = contract.Backend, Tee = Tee.SevSnp, Product = contract.Product, IsSimulated = contract.IsSimulated,
            State = (KeepState)state, Endpoint = endpoint, ProcessId = pid, CreatedAt = contract.ExpiresAt, Sandbox = sandbox,
        });

    private static readonly Gen<KeepPlatform> Platforms = Gen.Select(
        Word, Gen.Bool, Gen.Bool, Gen.Select(Line, Gen.Bool, Optional(Line), Optional(Line), (name, passed, found, advice) => new PlatformCheck(name, passed, found, advice)).Array[0, 64],
        (backend, simulated, available, checks) => new KeepPlatform { Tee = Tee.SevSnp, Backend = backend, IsSimulated = simulated, IsAvailable = available, Checks = checks });

    private static readonly Gen<ErrorMessage> Errors = Gen.Select(Word, Gen.Select(Line, Line, (a, b) => $"{a}\n\t{b}"), (id, message) => new ErrorMessage(id, message));

    private static readonly Gen<WorkloadStatus> Statuses = Gen.Select(Gen.Int[1, int.MaxValue], Gen.Int[0, 4], Gen.Int[0, 255], Errors, Gen.ULong, (id, state, exit, error, compile) => new WorkloadStatus
    {
        Id = id, State = (WorkloadState)state, CompileTime = compile,
        ExitStatus = state == (int)WorkloadState.Exited ? exit : null, Error = state == (int)WorkloadState.Failed ? error : null,
    });

    [Fact]
    public void Requests() => Gen.Select(Line, Gen.OneOf(Gen.Const(default(byte[])), Gen.Byte.Array[1, 50].Select(Payload.Encode))).Sample((operation, body) =>
    {
        Request read = Request.Decode(new Request(operation, body).Encode());
        return read.Operation == operation && read.Body.Span.SequenceEqual(body);
    }, iter: Iterations);

    [Fact]
    public void Replies() => Gen.Select(Optional(Errors), Gen.Byte.Array[1, 50]).Sample((error, bytes) =>
    {
        byte[] body = error is null ? Payload.Encode(bytes) : [];
        Reply read = Reply.Decode(new Reply(body, error).Encode());
        return read.Error == error && read.Body.Span.SequenceEqual(body);
    }, iter: Iterations);

    [Fact]
    public void Errors_and_payloads()
    {
        Same(Errors, m => m.Encode(), b => ErrorMessage.Decode(b));
        Same(Gen.Byte.Array[1, 5000], Payload.Encode, b => Payload.Decode(b));
    }

    [Fact]
    public void Offers_and_their_consumption()
    {
        Same(Contracts, ContractMessage.Encode, b => ContractMessage.Decode(b));
        Same(Contracts.Array[0, 4], list => Lists.Encode("offers", list.Select(ContractMessage.Encode)), b => Lists.Decode(b, "offers", ContractMessage.Decode).ToArray());
        Same(Gen.Select(Id, Line, (id, name) => new CreateBody(id, name)), m => m.Encode(), b => CreateBody.Decode(b));
    }

    [Fact]
    public void Keeps_and_requests_about_them()
    {
        Same(Keeps, KeepMessage.Encode, b => KeepMessage.Decode(b));
        Same(Keeps.Array[0, 4], list => Lists.Encode("keeps", list.Select(KeepMessage.Encode)), b => Lists.Decode(b, "keeps", KeepMessage.Decode).ToArray());
        Same(Gen.Select(Id, Optional(Gen.Byte.Array[1, 500]), (id, payload) => new KeepRequest(id, payload)), m => m.Encode(), b => KeepRequest.Decode(b));
    }

    [Fact]
    public void Platforms_and_lists_of_them()
    {
        Same(Platforms, PlatformMessage.Encode, b => PlatformMessage.Decode(b));
        Same(Platforms.Array[0, 3], list => Lists.Encode("platforms", list.Select(PlatformMessage.Encode)), b => Lists.Decode(b, "platforms", PlatformMessage.Decode).ToArray());
    }

    [Fact]
    public void Evidence_and_the_question_for_it()
    {
        Same(Gen.Select(Line, Gen.Byte.Array[32], (profile, nonce) => new AttestRequest(profile, nonce)), m => m.Encode(), b => AttestRequest.Decode(b));
        Same(Gen.Select(Gen.Byte.Array[1, 2000], Gen.Byte.Array[1, 2000], (report, endorsement) => new ReportMessage(Tee.SevSnp, report, [endorsement])), m => m.Encode(), b => ReportMessage.Decode(b));
        Same(
            Gen.Select(Gen.Byte.Array[1, 1200], Gen.Byte.Array[1, 1024], Gen.Byte.Array[1, 99].Array[0, 16], Optional(Gen.Byte.Array[1, 900]), (report, claims, endorsements, certificate) =>
                new EvidenceMessage { Tee = Tee.SevSnp, Report = report, Claims = claims, Endorsements = endorsements, Certificate = certificate }),
            m => m.Encode(), b => EvidenceMessage.Decode(b));
    }

    [Fact]
    public void Claims()
    {
        Gen<KeepBinder> binders = Gen.Byte.Array[32].Select(value => new KeepBinder(KeepBinder.TlsExporter, value));
        Same(binders, m => m.Encode(), b => KeepBinder.Decode(b));
        Gen<byte[]> digests = Gen.Byte.Array[48];
        Same(
            Gen.Select(Gen.Byte.Array[32], digests, Optional(binders), Optional(digests), Optional(digests), Gen.ULong.Nullable(), (nonce, key, binder, workload, config, launch) =>
                new KeepClaims { Nonce = nonce, Key = key, Binder = binder, Workload = workload, Config = config, Launch = launch }),
            m => m.Encode(), b => KeepClaims.Decode(b));
    }

    [Fact]
    public void Workloads_and_their_output()
    {
        Same(
            Gen.Select(Raw.Array[0, 20], Variables, Gen.Int[1, WorkloadRequest.MaximumModule], Gen.Byte.Array[48], (arguments, environment, length, digest) =>
                new WorkloadRequest { Arguments = arguments, Environment = environment, ModuleLength = length, ModuleDigest = digest }),
            m => m.Encode(), b => WorkloadRequest.Decode(b));
        Same(Statuses, m => m.Encode(), b => WorkloadStatus.Decode(b));
        Gen<byte[]> pieces = Gen.Byte.Array[1, 3000];
        Same(
            Gen.OneOf(
                Statuses.Select(s => new OutputFrame { Begin = s }), Statuses.Select(s => new OutputFrame { End = s }),
                pieces.Select(p => new OutputFrame { StandardOutput = p }), pieces.Select(p => new OutputFrame { StandardError = p })),
            m => m.Encode(), b => OutputFrame.Decode(b));
    }

    private static Gen<T?> Optional<T>(Gen<T> gen) where T : class => Gen.Select(gen, Gen.Bool, (value, there) => there ? value : null);

    // Every property, in depth and in order.
    private static string Show<T>(T message) => JsonSerializer.Serialize(message);

    private static void Same<T>(Gen<T> gen, Func<T, byte[]> encode, Func<byte[], T> decode) => gen.Sample(
        message =>
        {
            byte[] encoded = encode(message);
            T read = decode(encoded);
            Assert.Equal(Show(message), Show(read));
            Assert.Equal(encoded, encode(read));
        },
        iter: Iterations);
}
