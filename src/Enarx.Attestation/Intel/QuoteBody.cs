namespace Enarx.Attestation;

/// <summary>What a quote is about: body_type of a quote of version 5, which older versions imply.</summary>
internal enum QuoteBody
{
    /// <summary>An enclave: an SGX report body of 384 bytes.</summary>
    Sgx = 1,

    /// <summary>A trust domain of TDX 1.0: 584 bytes.</summary>
    Td10 = 2,

    /// <summary>A trust domain of TDX 1.5: 648 bytes.</summary>
    Td15 = 3,
}
