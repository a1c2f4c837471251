namespace Enarx;

/// <summary>Bits of the guest policy that a launch fixes (AMD 56860, table "Guest Policy Structure").</summary>
[Flags]
public enum SnpGuestPolicy
{
    /// <summary>None of the below.</summary>
    None = 0,

    /// <summary>The guest may run with simultaneous multithreading.</summary>
    Smt = 1 << 16,

    /// <summary>A migration agent may take the guest over.</summary>
    MigrateMa = 1 << 18,

    /// <summary>The host may debug the guest.</summary>
    Debug = 1 << 19,

    /// <summary>The guest runs on one socket only.</summary>
    SingleSocket = 1 << 20,

    /// <summary>CXL devices may be used.</summary>
    CxlAllow = 1 << 21,

    /// <summary>Memory must be encrypted with AES-256-XTS.</summary>
    MemAes256Xts = 1 << 22,

    /// <summary>Running average power limit must be off.</summary>
    RaplDis = 1 << 23,

    /// <summary>Ciphertext hiding must be on.</summary>
    CiphertextHidingDram = 1 << 24,

    /// <summary>The page swap commands must be off.</summary>
    PageSwapDisable = 1 << 25,
}
