namespace Enarx.Protocol;

/// <summary>How a workload stands: rule <c>workload-status</c> of docs/protocol.cddl.</summary>
public sealed record WorkloadStatus
{
    private const string Rule = "workload-status";

    /// <summary>The workload's number in its keep, from 1.</summary>
    public required int Id { get; init; }

    /// <summary>State; never <see cref="WorkloadState.Lost"/>, which only a client can see.</summary>
    public required WorkloadState State { get; init; }

    /// <summary>Exit status, 0 to 255, when the program has exited.</summary>
    public int? ExitStatus { get; init; }

    /// <summary>Why it failed, when it has.</summary>
    public ErrorMessage? Error { get; init; }

    /// <summary>Time that compilation took, microseconds.</summary>
    public ulong CompileTime { get; init; }

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map
        .Integer("id", Id).Integer("state", (int)State).Integer("exit", ExitStatus).Map("error", Error?.Encode())
        .Unsigned("compile", CompileTime));

    /// <summary>Reads an encoded status.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static WorkloadStatus Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        int? id = null, exit = null;
        WorkloadState? state = null;
        ErrorMessage? error = null;
        ulong? compile = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "id": id = map.Integer(1, int.MaxValue); break;
                case "state": state = (WorkloadState)map.Integer(0, (int)WorkloadState.Stopped); break;
                case "exit": exit = map.Integer(0, 255); break;
                case "error": error = ErrorMessage.Decode(map.Map()); break;
                case "compile": compile = map.Unsigned(); break;
                default: throw map.Unknown();
            }
        }

        var status = new WorkloadStatus
        {
            Id = id ?? throw map.Missing("id"),
            State = state ?? throw map.Missing("state"),
            ExitStatus = exit,
            Error = error,
            CompileTime = compile ?? throw map.Missing("compile"),
        };
        if ((status.State == WorkloadState.Exited) != exit.HasValue)
            throw new ProtocolException(Rule, "exit", 0, "an exit status belongs to an exited workload and to no other.");
        return (status.State == WorkloadState.Failed) == (error is not null)
            ? status
            : throw new ProtocolException(Rule, "error", 0, "an error belongs to a failed workload and to no other.");
    }
}
