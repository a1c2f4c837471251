namespace Enarx;

/// <summary>What kind of fault a failing check shows. Each category has one error id; see docs/errors.md.</summary>
public enum CheckCategory
{
    /// <summary>The bytes do not follow the format's specification.</summary>
    Format = 1,

    /// <summary>The signature over the evidence does not verify.</summary>
    Signature,

    /// <summary>report_data, claims, nonce, key and certificate do not belong together.</summary>
    Binding,

    /// <summary>The evidence answers another nonce than the one that was asked.</summary>
    Nonce,

    /// <summary>A certificate is not issued by the one above it, or is not of the required form.</summary>
    Chain,

    /// <summary>An endorsement is for another key, product or kind than the evidence was signed with.</summary>
    WrongKey,

    /// <summary>The chain ends in a root that neither the vendor's pins nor the policy name.</summary>
    UntrustedRoot,

    /// <summary>The chain ends in a simulation root, and the policy does not accept that root.</summary>
    Simulation,

    /// <summary>A certificate is on a revocation list, or the list itself cannot be trusted.</summary>
    Revoked,

    /// <summary>A certificate, list or the evidence is out of date at the verification time.</summary>
    Expired,

    /// <summary>The TCB of the endorsement is not that of the evidence, or its components contradict each other.</summary>
    TcbMismatch,

    /// <summary>The endorsement is for another chip than the evidence.</summary>
    HwidMismatch,

    /// <summary>The TCB is below the floor that the policy sets.</summary>
    TcbOutOfDate,

    /// <summary>The TEE instance can be debugged by its host.</summary>
    DebugPolicy,

    /// <summary>The evidence is good and the policy asks for something else.</summary>
    Policy,

    /// <summary>Endorsements that the checks need are missing.</summary>
    Endorsement,

    /// <summary>The signature over collateral does not verify.</summary>
    CollateralSignature,

    /// <summary>The collateral is of another platform, TEE or issuer than the evidence needs.</summary>
    CollateralMismatch,

    /// <summary>A key that the caller gave to be trusted is not one.</summary>
    TrustAnchor,
}
