namespace Enarx.Attestation;

/// <summary>The guest policy that a launch of SEV or SEV-ES fixes (AMD 55766, section 2.7, "Guest Policy Structure").</summary>
/// <param name="Value">The 32 bits.</param>
public readonly record struct SevPolicy(uint Value)
{
    private const uint ReservedBits = 0xffc0;

    /// <summary>No debugging, no sharing of keys with other guests, encrypted registers, and no sending to other platforms.</summary>
    public static SevPolicy Strict { get; } = new(0xf);

    /// <summary>Bit 0, NODBG: the host cannot debug the guest.</summary>
    public bool NoDebug => Has(0);

    /// <summary>Bit 1, NOKS: no other guest gets this guest's key.</summary>
    public bool NoKeySharing => Has(1);

    /// <summary>Bit 2, ES: registers are encrypted too (SEV-ES).</summary>
    public bool EncryptedState => Has(2);

    /// <summary>Bit 3, NOSEND: the guest is never sent to another platform.</summary>
    public bool NoSend => Has(3);

    /// <summary>Bit 4, DOMAIN: the guest is sent only to platforms of the same owner.</summary>
    public bool Domain => Has(4);

    /// <summary>Bit 5, SEV: the guest is sent only to platforms with SEV.</summary>
    public bool SevOnly => Has(5);

    /// <summary>Bits 16 to 23: least major version of the firmware's API.</summary>
    public byte ApiMajor => (byte)(Value >> 16);

    /// <summary>Bits 24 to 31: least minor version of the firmware's API.</summary>
    public byte ApiMinor => (byte)(Value >> 24);

    /// <summary>Whether bits 6 to 15 are zero, as they must be.</summary>
    public bool IsDefined => (Value & ReservedBits) == 0;

    /// <summary>Whether firmware of an API version may launch a guest of this policy.</summary>
    public bool Admits(byte major, byte minor) => (major, minor).CompareTo((ApiMajor, ApiMinor)) >= 0;

    /// <inheritdoc/>
    public override string ToString()
    {
        SevPolicy policy = this;
        string[] names = ["NODBG", "NOKS", "ES", "NOSEND", "DOMAIN", "SEV"];
        return string.Join(' ', [$"0x{Value:x8}:", .. names.Where((_, bit) => policy.Has(bit)), $"API {ApiMajor}.{ApiMinor}"]);
    }

    private bool Has(int bit) => (Value >> bit & 1) != 0;
}
