namespace Enarx.Attestation;

/// <summary>What a key of the SEV key hierarchy is for (AMD 55766, appendix C, "Key Usage").</summary>
internal enum SevUsage : uint
{
    /// <summary>AMD root key.</summary>
    Ark = 0,

    /// <summary>AMD SEV key, which signs chip endorsement keys.</summary>
    Ask = 0x13,

    /// <summary>None: the slot of a signature that is not there.</summary>
    Invalid = 0x1000,

    /// <summary>Owner certificate authority.</summary>
    Oca = 0x1001,

    /// <summary>Platform endorsement key.</summary>
    Pek = 0x1002,

    /// <summary>Platform Diffie-Hellman key; the guest owner's key of one launch has this usage too.</summary>
    Pdh = 0x1003,

    /// <summary>Chip endorsement key.</summary>
    Cek = 0x1004,
}
