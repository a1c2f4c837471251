using static Enarx.Attestation.PolicyTypes;

namespace Enarx.Attestation;

/// <summary>
/// The one table of the fields of policies. A field that policies do not have, or a value that it cannot have, is an
/// error, since a check that was meant and is not made would let evidence pass.
/// </summary>
public static class PolicyFields
{
    /// <summary>Every field. Lengths are those that the vendors' formats fix.</summary>
    internal static readonly IReadOnlyList<PolicyField> All =
    [
        PolicyField.Of(nameof(KeepPolicy.Name), Name, p => p.Name, (p, v) => p with { Name = v },
            "Name for people; it has no effect."),
        PolicyField.Of(nameof(KeepPolicy.Tee), List(Enum<Tee>()), p => p.Tee, (p, v) => p with { Tee = v },
            "TEEs that are accepted."),
        PolicyField.Of(nameof(KeepPolicy.SimulationRoot), List(Digest), p => p.SimulationRoot, (p, v) => p with { SimulationRoot = v },
            "SHA-256 values of the SubjectPublicKeyInfo of simulation roots that are accepted. Empty: simulated keeps are refused."),
        PolicyField.Of(nameof(KeepPolicy.TrustedRoot), List(Digest), p => p.TrustedRoot, (p, v) => p with { TrustedRoot = v },
            "SHA-256 values of the SubjectPublicKeyInfo of roots that the caller trusts beside the vendor's pinned ones; for Arm CCA and PSA, of the attestation keys (CPAK, IAK) themselves."),
        PolicyField.Of(nameof(KeepPolicy.AllowDebug), Flag, p => p.AllowDebug, (p, v) => p with { AllowDebug = v },
            "Accept a TEE instance that its host can debug, and so read."),
        PolicyField.Of(nameof(KeepPolicy.RequireRevocationCheck), Flag, p => p.RequireRevocationCheck, (p, v) => p with { RequireRevocationCheck = v },
            "Refuse evidence whose endorsements were not checked against a dated, signed revocation list."),
        PolicyField.Of(nameof(KeepPolicy.Measurement), List(Hex(32, 48, 64)), p => p.Measurement, (p, v) => p with { Measurement = v },
            "Launch measurements that are accepted, lower-case hexadecimal: MEASUREMENT of SEV-SNP, MRENCLAVE, MRTD, the Realm initial measurement of CCA, PCR0 of Nitro, the launch digest of SEV."),
        PolicyField.Of(nameof(KeepPolicy.ChipId), List(Hex(16, 33, 64)), p => p.ChipId, (p, v) => p with { ChipId = v },
            "Chips that are accepted, lower-case hexadecimal: CHIP_ID of SEV-SNP, PPID of SGX and TDX, instance id of CCA and PSA."),
        PolicyField.Of(nameof(KeepPolicy.ReportData), HexUpTo(512), p => p.ReportData, (p, v) => p with { ReportData = v },
            "What report_data must be (the challenge of a CCA Realm, user_data of Nitro), lower-case hexadecimal. What is shorter than the field is taken to be followed by zeros. Null: anything, which the claims of a keep narrow."),
        PolicyField.Of(nameof(KeepPolicy.Nonce), HexUpTo(512), p => p.Nonce, (p, v) => p with { Nonce = v },
            "The nonce that evidence of other systems must answer, lower-case hexadecimal, where its format has one."),
        PolicyField.Of(nameof(KeepPolicy.MaximumAge), Duration, p => p.MaximumAge, (p, v) => p with { MaximumAge = v },
            "Greatest time between the receipt of the evidence and its appraisal; null: none."),
        PolicyField.Of(nameof(KeepPolicy.Workload), List(Hex(48)), p => p.Workload, (p, v) => p with { Workload = v },
            "SHA-384 values of workloads of which the keep must have accepted one, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.Configuration), List(Hex(48)), p => p.Configuration, (p, v) => p with { Configuration = v },
            "SHA-384 values of configurations of which the keep must have accepted one, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.Vmpl), List(Number(3)), p => p.Vmpl, (p, v) => p with { Vmpl = v },
            "Virtual machine privilege levels that are accepted, 0 to 3."),
        PolicyField.Of(nameof(KeepPolicy.MinimumTcb), Tcb, p => p.MinimumTcb, (p, v) => p with { MinimumTcb = v },
            "Least TCB that the report and the launch must have; null: none."),
        PolicyField.Of(nameof(KeepPolicy.MinimumGuestSvn), Count, p => p.MinimumGuestSvn, (p, v) => p with { MinimumGuestSvn = v },
            "Least GUEST_SVN; 0: none."),
        PolicyField.Of(nameof(KeepPolicy.MinimumFirmware), Firmware, p => p.MinimumFirmware, (p, v) => p with { MinimumFirmware = v },
            "Least committed firmware: major, minor, build; null: none."),
        PolicyField.Of(nameof(KeepPolicy.RequireCommittedFirmware), Flag, p => p.RequireCommittedFirmware, (p, v) => p with { RequireCommittedFirmware = v },
            "Refuse firmware that could still be rolled back: current and committed versions must be the same."),
        PolicyField.Of(nameof(KeepPolicy.LaunchMitigation), Bits, p => p.LaunchMitigation, (p, v) => p with { LaunchMitigation = v },
            "Bits that LAUNCH_MIT_VECTOR must have; 0: none."),
        PolicyField.Of(nameof(KeepPolicy.CurrentMitigation), Bits, p => p.CurrentMitigation, (p, v) => p with { CurrentMitigation = v },
            "Bits that CURRENT_MIT_VECTOR must have; 0: none."),
        PolicyField.Of(nameof(KeepPolicy.RequiredPlatformInfo), Flags<SnpPlatformInfo>(), p => p.RequiredPlatformInfo, (p, v) => p with { RequiredPlatformInfo = v },
            "Bits that PLATFORM_INFO must have."),
        PolicyField.Of(nameof(KeepPolicy.ForbiddenPlatformInfo), Flags<SnpPlatformInfo>(), p => p.ForbiddenPlatformInfo, (p, v) => p with { ForbiddenPlatformInfo = v },
            "Bits that PLATFORM_INFO must not have."),
        PolicyField.Of(nameof(KeepPolicy.RequiredGuestPolicy), Flags<SnpGuestPolicy>(), p => p.RequiredGuestPolicy, (p, v) => p with { RequiredGuestPolicy = v },
            "Bits that the guest policy must have."),
        PolicyField.Of(nameof(KeepPolicy.ForbiddenGuestPolicy), Flags<SnpGuestPolicy>(), p => p.ForbiddenGuestPolicy, (p, v) => p with { ForbiddenGuestPolicy = v },
            "Bits that the guest policy must not have."),
        PolicyField.Of(nameof(KeepPolicy.HostData), List(Hex(32)), p => p.HostData, (p, v) => p with { HostData = v },
            "HOST_DATA values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.FamilyId), List(Hex(16)), p => p.FamilyId, (p, v) => p with { FamilyId = v },
            "FAMILY_ID values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.ImageId), List(Hex(16)), p => p.ImageId, (p, v) => p with { ImageId = v },
            "IMAGE_ID values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.IdKeyDigest), List(Hex(48)), p => p.IdKeyDigest, (p, v) => p with { IdKeyDigest = v },
            "ID_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.AuthorKeyDigest), List(Hex(48)), p => p.AuthorKeyDigest, (p, v) => p with { AuthorKeyDigest = v },
            "AUTHOR_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.TcbStatus), List(Enum<TcbStatus>()), p => p.TcbStatus, (p, v) => p with { TcbStatus = v },
            "TCB statuses that are accepted; empty: those that are up to date, whatever hardening or configuration they ask for."),
        PolicyField.Of(nameof(KeepPolicy.RejectedAdvisory), List(Advisory), p => p.RejectedAdvisory, (p, v) => p with { RejectedAdvisory = v },
            "Advisories that must not apply, for example INTEL-SA-00615."),
        PolicyField.Of(nameof(KeepPolicy.MinimumTcbDate), Date, p => p.MinimumTcbDate, (p, v) => p with { MinimumTcbDate = v },
            "Least date of the TCB level that the platform has reached; null: none."),
        PolicyField.Of(nameof(KeepPolicy.MinimumTcbEvaluationNumber), Count, p => p.MinimumTcbEvaluationNumber, (p, v) => p with { MinimumTcbEvaluationNumber = v },
            "Least tcbEvaluationDataNumber of TCB info and identities; 0: none. Without a floor, older collateral that is still in date passes."),
        PolicyField.Of(nameof(KeepPolicy.ForbiddenPlatform), Flags<PckPlatform>(), p => p.ForbiddenPlatform, (p, v) => p with { ForbiddenPlatform = v },
            "What the platform must not be."),
        PolicyField.Of(nameof(KeepPolicy.MrSigner), List(Hex(32)), p => p.MrSigner, (p, v) => p with { MrSigner = v },
            "MRSIGNER values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.IsvProdId), List(Number(ushort.MaxValue)), p => p.IsvProdId, (p, v) => p with { IsvProdId = v },
            "ISVPRODID values that are accepted."),
        PolicyField.Of(nameof(KeepPolicy.MinimumIsvSvn), Count, p => p.MinimumIsvSvn, (p, v) => p with { MinimumIsvSvn = v },
            "Least ISVSVN; 0: none."),
        PolicyField.Of(nameof(KeepPolicy.MrConfigId), List(Hex(48, 64)), p => p.MrConfigId, (p, v) => p with { MrConfigId = v },
            "MRCONFIGID (CONFIGID of SGX) values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.MrOwner), List(Hex(48)), p => p.MrOwner, (p, v) => p with { MrOwner = v },
            "MROWNER values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.MrOwnerConfig), List(Hex(48)), p => p.MrOwnerConfig, (p, v) => p with { MrOwnerConfig = v },
            "MROWNERCONFIG values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.MrSeam), List(Hex(48)), p => p.MrSeam, (p, v) => p with { MrSeam = v },
            "MRSEAM values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.Rtmr), Registers(3, Hex(48)), p => p.Rtmr, (p, v) => p with { Rtmr = v },
            "RTMR values that are accepted, lower-case hexadecimal, by register, 0 to 3."),
        PolicyField.Of(nameof(KeepPolicy.Lifecycle), List(Enum<SecurityLifecycle>()), p => p.Lifecycle, (p, v) => p with { Lifecycle = v },
            "Lifecycle states that are accepted; empty: secured, and with AllowDebug those in which it is debugged."),
        PolicyField.Of(nameof(KeepPolicy.SoftwareComponent), List(Hex(32, 48, 64)), p => p.SoftwareComponent, (p, v) => p with { SoftwareComponent = v },
            "Measurement values of which every software component must have one, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.ImplementationId), List(Hex(32)), p => p.ImplementationId, (p, v) => p with { ImplementationId = v },
            "Implementation ids that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.PersonalizationValue), List(Hex(64)), p => p.PersonalizationValue, (p, v) => p with { PersonalizationValue = v },
            "Realm personalization values that are accepted, lower-case hexadecimal."),
        PolicyField.Of(nameof(KeepPolicy.Rem), Registers(3, Hex(32, 48, 64)), p => p.Rem, (p, v) => p with { Rem = v },
            "Realm extensible measurements that are accepted, lower-case hexadecimal, by register, 0 to 3."),
        PolicyField.Of(nameof(KeepPolicy.Pcr), Registers(31, Hex(32, 48, 64)), p => p.Pcr, (p, v) => p with { Pcr = v },
            "PCR values that are accepted, lower-case hexadecimal, by register, 0 to 31."),
    ];

    /// <summary>The fields, as <see cref="KeepPolicy"/> spells them; case does not matter.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(field => field.Name)];

    /// <summary>Names of the fields that a policy has set.</summary>
    internal static IEnumerable<string> SetIn(KeepPolicy policy) => All.Where(field => field.IsSet(policy)).Select(field => field.Name);

    /// <summary>Makes a policy.</summary>
    /// <param name="fields">Names and values, the later ones over the earlier.</param>
    /// <exception cref="KeepException">PolicyFieldUnknown, PolicyFieldInvalid.</exception>
    public static KeepPolicy Build(IEnumerable<KeyValuePair<string, object?>> fields) => Build(new KeepPolicy(), fields);

    /// <summary>Makes a policy of another one with some fields changed.</summary>
    /// <param name="policy">The other one. Where a changed value came from is forgotten.</param>
    /// <param name="fields">Names and values, the later ones over the earlier.</param>
    /// <exception cref="KeepException">PolicyFieldUnknown, PolicyFieldInvalid.</exception>
    public static KeepPolicy Build(KeepPolicy policy, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(fields);
        foreach ((string name, object? value) in fields)
        {
            PolicyField field = All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new KeepException(KeepErrorId.PolicyFieldUnknown, $"Policies have no field '{name}'. They have {string.Join(", ", Names)}.");
            policy = field.Set(policy, value ?? throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"The policy's field '{field.Name}' is empty."));
            if (policy.Sources.ContainsKey(field.Name))
                policy = policy with { Sources = policy.Sources.Where(source => source.Key != field.Name).ToDictionary() };
        }

        return policy;
    }
}
