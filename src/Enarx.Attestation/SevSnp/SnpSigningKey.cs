namespace Enarx.Attestation;

/// <summary>Kinds of key that sign attestation reports: SIGNING_KEY of KEY_INFO (AMD 56860, table "ATTESTATION_REPORT").</summary>
internal enum SnpSigningKey
{
    /// <summary>Versioned chip endorsement key: one for each chip and TCB.</summary>
    Vcek = 0,

    /// <summary>Versioned loaded endorsement key: one for each cloud provider and TCB.</summary>
    Vlek = 1,
}
