namespace Enarx;

/// <summary>A host's offer of a keep. It is consumed by the creation of one keep, whose id it becomes.</summary>
public sealed record KeepContract
{
    /// <summary>Identifier of the offer and of the keep that is made of it.</summary>
    public required Guid Id { get; init; }

    /// <summary>How the keep would be started, for example <c>process</c>.</summary>
    public required string Backend { get; init; }

    /// <summary>The TEE whose evidence the keep would give.</summary>
    public required Tee Tee { get; init; }

    /// <summary>Product of the TEE, for SEV-SNP <c>Milan</c>, <c>Genoa</c> or <c>Turin</c>.</summary>
    public required string Product { get; init; }

    /// <summary>True when no TEE would protect the keep.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>How many more keeps of this kind the host would take now.</summary>
    public required int Capacity { get; init; }

    /// <summary>When the offer lapses, by the host's clock.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
