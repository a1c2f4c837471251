namespace Enarx;

/// <summary>
/// A TEE instance on a host, as that host's keep manager describes it. Everything here is a claim of a host that
/// is not trusted; only a <see cref="KeepAppraisal"/> says what the keep really is.
/// </summary>
public sealed record Keep
{
    /// <summary>Name that the creator gave; unique per manager, compared without case.</summary>
    public required string Name { get; init; }

    /// <summary>Identifier that the manager offered in the contract that this keep consumed.</summary>
    public required Guid Id { get; init; }

    /// <summary>How the keep is started, for example <c>process</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The TEE whose evidence the keep gives.</summary>
    public required Tee Tee { get; init; }

    /// <summary>Product of the TEE, for SEV-SNP <c>Milan</c>, <c>Genoa</c> or <c>Turin</c>.</summary>
    public required string Product { get; init; }

    /// <summary>True when no TEE protects this keep: its evidence is issued by the host's simulation root.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Where the keep stands in its life.</summary>
    public required KeepState State { get; init; }

    /// <summary>TCP endpoint, <c>address:port</c>, from which bytes are forwarded to the keep unread.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Process id of the keep loader on its host.</summary>
    public int ProcessId { get; init; }

    /// <summary>When the keep was created, by the host's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Each wall of the sandbox around a keep that is an ordinary process, applied or not.</summary>
    public IReadOnlyList<SandboxMeasure> Sandbox { get; init => field = value.ToArray(); } = [];

    /// <summary>Address of the manager that keeps this keep; for the local default its socket's path.</summary>
    public string? Manager { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
