namespace Enarx;

/// <summary>A WebAssembly program that was sent to an attested keep. It changes while the program runs.</summary>
public sealed class KeepWorkload
{
    /// <summary>Identifies the workload in this client.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>File name of the module, without its folder.</summary>
    public required string Name { get; init; }

    /// <summary>The keep that it was sent to.</summary>
    public required Keep Keep { get; init; }

    /// <summary>The appraisal on whose strength it was sent.</summary>
    public required KeepAppraisal Appraisal { get; init; }

    /// <summary>SHA-384 of the module, lower-case hexadecimal.</summary>
    public required string ModuleDigest { get; init; }

    /// <summary>How it stands.</summary>
    public WorkloadState State { get; internal set; }

    /// <summary>Exit status, 0 to 255; null unless the program has exited by itself.</summary>
    public int? ExitStatus { get; internal set; }

    /// <summary>Why it failed or was lost; null otherwise.</summary>
    public KeepException? Error { get; internal set; }

    /// <summary>When it was sent, by the client's clock.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When its end was seen, by the client's clock.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Time that the keep took to compile the module.</summary>
    public TimeSpan CompileTime { get; internal set; }

    /// <summary>Bytes of output that wait to be received.</summary>
    public long OutputWaiting { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} in {Keep.Name}: {State}";
}
