using System.Globalization;

namespace Enarx.Attestation;

/// <summary>
/// Makes a policy of what an appraisal observed, and says of each value where it came from. What is accepted without
/// being protected is never carried over: no simulation root, no debugging.
/// </summary>
public static class PolicyFromAppraisal
{
    // What changes with each run (report_data, nonces), or with each update of the vendor's module (MRSEAM), is not pinned.
    private static readonly (string Claim, string Field)[] Accepted =
    [
        ("HOSTDATA", nameof(KeepPolicy.HostData)), ("FAMILYID", nameof(KeepPolicy.FamilyId)), ("IMAGEID", nameof(KeepPolicy.ImageId)),
        ("IDKEYDIGEST", nameof(KeepPolicy.IdKeyDigest)), ("AUTHORKEYDIGEST", nameof(KeepPolicy.AuthorKeyDigest)),
        ("MRSIGNER", nameof(KeepPolicy.MrSigner)), ("MRCONFIGID", nameof(KeepPolicy.MrConfigId)), ("CONFIGID", nameof(KeepPolicy.MrConfigId)),
        ("MROWNER", nameof(KeepPolicy.MrOwner)), ("MROWNERCONFIG", nameof(KeepPolicy.MrOwnerConfig)),
        ("IMPLEMENTATIONID", nameof(KeepPolicy.ImplementationId)), ("RPV", nameof(KeepPolicy.PersonalizationValue)),
        ("REALMPERSONALIZATIONVALUE", nameof(KeepPolicy.PersonalizationValue)),
    ];

    private static readonly (string Claim, string Field)[] Floors =
    [
        ("VMPL", nameof(KeepPolicy.Vmpl)), ("ISVPRODID", nameof(KeepPolicy.IsvProdId)), ("GUESTSVN", nameof(KeepPolicy.MinimumGuestSvn)),
        ("ISVSVN", nameof(KeepPolicy.MinimumIsvSvn)), ("TCBEVALUATIONDATANUMBER", nameof(KeepPolicy.MinimumTcbEvaluationNumber)),
        ("COMMITTEDVERSION", nameof(KeepPolicy.MinimumFirmware)), ("TCBDATE", nameof(KeepPolicy.MinimumTcbDate)),
        ("LAUNCHMITVECTOR", nameof(KeepPolicy.LaunchMitigation)), ("CURRENTMITVECTOR", nameof(KeepPolicy.CurrentMitigation)),
    ];

    private static readonly (string Claim, string Field)[] Registers =
        [("RTMR", nameof(KeepPolicy.Rtmr)), ("REALMEXTENSIBLEMEASUREMENTS", nameof(KeepPolicy.Rem)), ("PCR", nameof(KeepPolicy.Pcr))];

    // PCR 4 of Nitro is the digest of the instance's id: another instance of the same image has another.
    private const int NitroInstancePcr = 4;

    // A report that the host asked for has all bits of the privilege level set; there is no such level to accept.
    private const string HostVmpl = "4294967295";

    /// <summary>Makes a policy.</summary>
    /// <param name="appraisal">An appraisal that passed.</param>
    /// <param name="name">Name of the policy.</param>
    /// <param name="pinChip">Accept only the chip, and for Nitro the instance, that was observed.</param>
    /// <exception cref="KeepException">AppraisalNotPassed; PolicyFieldInvalid, when nothing can be pinned.</exception>
    public static KeepPolicy Make(KeepAppraisal appraisal, string name, bool pinChip = false)
    {
        ArgumentNullException.ThrowIfNull(appraisal);
        if (!appraisal.Passed)
            throw new KeepException(KeepErrorId.AppraisalNotPassed, $"No policy is made of evidence that was {appraisal}.");
        var pins = new Dictionary<string, (object Value, string Source)>();
        string when = $"{appraisal.Tee} evidence{(appraisal.Keep is { } keep ? $" of keep '{keep.Name}'" : "")}, appraised {appraisal.VerificationTime.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
        void Pin(string field, object value, string source) => pins.TryAdd(field, (value, $"{source} of {when}"));

        Pin(nameof(KeepPolicy.Tee), appraisal.Tee, "kind");
        if (IsSomething(appraisal.Measurement))
            Pin(nameof(KeepPolicy.Measurement), appraisal.Measurement!, "launch measurement");
        if (pinChip)
            Pin(nameof(KeepPolicy.ChipId), IsSomething(appraisal.ChipId) ? appraisal.ChipId! : throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"The chip cannot be pinned: the {appraisal.Tee} evidence does not name one."), "chip");
        if (appraisal.ReportedTcb is { } tcb)
            PinTcb(tcb, appraisal.Claims, Pin);
        // A better status than the observed is accepted as well: a platform that is brought up to date must not be refused.
        if (appraisal.TcbStatus is { } status && appraisal.Policy.TcbStatus.Count > 0)
            Pin(nameof(KeepPolicy.TcbStatus), appraisal.Policy.TcbStatus, $"accepted where {status} was observed,");
        // Without the root that the caller trusts there is no chain; for CCA and PSA there is none but the caller's.
        if (appraisal.Policy.TrustedRoot.Count > 0)
            Pin(nameof(KeepPolicy.TrustedRoot), appraisal.Policy.TrustedRoot, "trusted by the policy");
        foreach (EvidenceClaim claim in appraisal.Claims)
            PinClaim(claim, Pin);
        PinRegisters(appraisal, pinChip, Pin);
        PinComponents(appraisal, Pin);

        KeepPolicy policy = PolicyFields.Build(pins.Select(pin => new KeyValuePair<string, object?>(pin.Key, pin.Value.Value)).Append(new(nameof(KeepPolicy.Name), name)));
        string[] set = [.. PolicyFields.SetIn(policy)];
        return policy with { Sources = pins.Where(pin => set.Contains(pin.Key)).ToDictionary(pin => pin.Key, pin => pin.Value.Source) };
    }

    private static void PinClaim(EvidenceClaim claim, Action<string, object, string> pin)
    {
        string name = Plain(claim.Name);
        // Fields of zeros are fields that nobody filled.
        foreach ((_, string field) in Accepted.Where(row => row.Claim == name && IsSomething(claim.Value)))
            pin(field, claim.Value, $"{claim.Name}, {claim.Source},");
        foreach ((_, string field) in Floors.Where(row => row.Claim == name && claim.Value != HostVmpl))
        {
            object number = claim.Value.StartsWith("0x", StringComparison.Ordinal) ? PolicyTypes.Bits.FromObject(claim.Value) : claim.Value;
            pin(field, number, $"{claim.Name}, {claim.Source},");
        }
    }

    private static void PinRegisters(KeepAppraisal appraisal, bool pinChip, Action<string, object, string> pin)
    {
        foreach ((string prefix, string field) in Registers)
        {
            var values = new SortedDictionary<int, IReadOnlyList<string>>();
            string? source = null;
            foreach (EvidenceClaim claim in appraisal.Claims)
            {
                string name = Plain(claim.Name);
                if (!name.StartsWith(prefix, StringComparison.Ordinal) || !int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int register)
                    || (appraisal.Tee == Tee.Nitro && register == NitroInstancePcr && !pinChip))
                    continue;
                values.TryAdd(register, [claim.Value]);
                source ??= $"{claim.Name} and following, {claim.Source},";
            }

            if (values.Count > 0)
                pin(field, values, source!);
        }
    }

    // The floor holds for the TCB of the launch too, which can be below the reported one.
    private static void PinTcb(SnpTcb reported, IReadOnlyList<EvidenceClaim> claims, Action<string, object, string> pin)
    {
        string? launch = claims.FirstOrDefault(claim => claim.Name == "LAUNCH_TCB.SPL")?.Value;
        if (launch is null)
        {
            pin(nameof(KeepPolicy.MinimumTcb), reported, "reported TCB");
            return;
        }

        byte Level(string part, byte other) =>
            launch.Split(' ') is var words && Array.IndexOf(words, part) is >= 0 and var at ? Math.Min(other, byte.Parse(words[at + 1], CultureInfo.InvariantCulture)) : (byte)0;
        pin(nameof(KeepPolicy.MinimumTcb), new SnpTcb(Level("bl", reported.Bootloader), Level("tee", reported.Tee), Level("snp", reported.Snp), Level("ucode", reported.Microcode),
            reported.Fmc is { } fmc ? Level("fmc", fmc) : null), "lower of reported and launch TCB");
    }

    private static void PinComponents(KeepAppraisal appraisal, Action<string, object, string> pin)
    {
        // Such a claim ends in "<measurement> signer <id>".
        EvidenceClaim[] components = [.. appraisal.Claims.Where(claim => claim.Name.StartsWith("software component ", StringComparison.Ordinal))];
        string[] measurements = [.. components.Select(component => component.Value.Split(' ')).Where(words => words.Length >= 3 && words[^2] == "signer").Select(words => words[^3]).Distinct()];
        if (measurements.Length > 0)
            pin(nameof(KeepPolicy.SoftwareComponent), measurements, $"software components, {components[0].Source} and following,");
    }

    private static bool IsSomething(string? hex) => hex is not null && hex.AsSpan().ContainsAnyExcept('0');

    private static string Plain(string name) => new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);
}
