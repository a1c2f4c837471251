namespace Enarx.Attestation;

/// <summary>What a simulated CCA platform does wrong when it is asked to.</summary>
public enum CcaFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The platform is in a state of its lifecycle in which it is debugged.</summary>
    Debug,

    /// <summary>The platform token vouches for the key of another Realm.</summary>
    Unbound,

    /// <summary>A bit of the platform token's signature is wrong.</summary>
    PlatformSignature,

    /// <summary>A bit of the Realm token's signature is wrong.</summary>
    RealmSignature,

    /// <summary>Another platform's key signed the platform token.</summary>
    OtherKey,
}
