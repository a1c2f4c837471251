namespace Enarx.Attestation;

/// <summary>A secret for a guest, with the name under which it looks for it.</summary>
public sealed class SevSecret
{
    /// <summary>The passphrase of a disk (LUKS).</summary>
    public static Guid DiskPassphrase { get; } = new("736869e5-84f0-4973-92ec-06879ce3da0b");

    /// <summary>Names a secret.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="value">Its bytes; at least one. They are not copied, so that whoever made them can zero them.</param>
    public SevSecret(Guid id, byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfZero(value.Length, nameof(value));
        (Id, Value) = (id, value);
    }

    /// <summary>The name.</summary>
    public Guid Id { get; }

    /// <summary>The bytes.</summary>
    public byte[] Value { get; }

    /// <summary>The name and the length, never the bytes.</summary>
    public override string ToString() => $"{Id}, {Value.Length} bytes";
}
