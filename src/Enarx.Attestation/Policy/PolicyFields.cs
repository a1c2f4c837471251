using System.Collections;
using System.Globalization;

namespace Enarx.Attestation;

/// <summary>
/// Makes a policy of named fields, strictly: a field that policies do not have, or a value that it cannot have, is an
/// error, since a check that was meant and is not made would let evidence pass.
/// </summary>
public static class PolicyFields
{
    private const int MeasurementDigits = 96;
    private const int ChipIdDigits = 128;
    private const int MostVmpl = 3;

    /// <summary>The fields, as <see cref="KeepPolicy"/> spells them; case does not matter.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(KeepPolicy.Name), nameof(KeepPolicy.SimulationRoot), nameof(KeepPolicy.TrustedRoot), nameof(KeepPolicy.AllowDebug),
        nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.Measurement), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.Vmpl),
        nameof(KeepPolicy.MinimumTcb), nameof(KeepPolicy.MinimumGuestSvn), nameof(KeepPolicy.MaximumAge),
    ];

    /// <summary>Names of the fields of a policy that require something.</summary>
    internal static IEnumerable<string> SetIn(KeepPolicy policy)
    {
        (string Name, bool IsSet)[] fields =
        [
            (nameof(KeepPolicy.Tee), policy.Tee.Count > 0),
            (nameof(KeepPolicy.RequireRevocationCheck), policy.RequireRevocationCheck),
            (nameof(KeepPolicy.Measurement), policy.Measurement.Count > 0),
            (nameof(KeepPolicy.ChipId), policy.ChipId.Count > 0),
            (nameof(KeepPolicy.ReportData), policy.ReportData is not null),
            (nameof(KeepPolicy.Nonce), policy.Nonce is not null),
            (nameof(KeepPolicy.MaximumAge), policy.MaximumAge is not null),
            (nameof(KeepPolicy.Workload), policy.Workload.Count > 0),
            (nameof(KeepPolicy.Configuration), policy.Configuration.Count > 0),
            (nameof(KeepPolicy.Vmpl), policy.Vmpl.Count > 0),
            (nameof(KeepPolicy.MinimumTcb), policy.MinimumTcb is not null),
            (nameof(KeepPolicy.MinimumGuestSvn), policy.MinimumGuestSvn > 0),
            (nameof(KeepPolicy.MinimumFirmware), policy.MinimumFirmware is not null),
            (nameof(KeepPolicy.RequireCommittedFirmware), policy.RequireCommittedFirmware),
            (nameof(KeepPolicy.LaunchMitigation), policy.LaunchMitigation > 0),
            (nameof(KeepPolicy.CurrentMitigation), policy.CurrentMitigation > 0),
            (nameof(KeepPolicy.RequiredPlatformInfo), policy.RequiredPlatformInfo != 0),
            (nameof(KeepPolicy.ForbiddenPlatformInfo), policy.ForbiddenPlatformInfo != 0),
            (nameof(KeepPolicy.RequiredGuestPolicy), policy.RequiredGuestPolicy != 0),
            (nameof(KeepPolicy.ForbiddenGuestPolicy), policy.ForbiddenGuestPolicy != 0),
            (nameof(KeepPolicy.HostData), policy.HostData.Count > 0),
            (nameof(KeepPolicy.FamilyId), policy.FamilyId.Count > 0),
            (nameof(KeepPolicy.ImageId), policy.ImageId.Count > 0),
            (nameof(KeepPolicy.IdKeyDigest), policy.IdKeyDigest.Count > 0),
            (nameof(KeepPolicy.AuthorKeyDigest), policy.AuthorKeyDigest.Count > 0),
            (nameof(KeepPolicy.TcbStatus), policy.TcbStatus.Count > 0),
            (nameof(KeepPolicy.RejectedAdvisory), policy.RejectedAdvisory.Count > 0),
            (nameof(KeepPolicy.MinimumTcbDate), policy.MinimumTcbDate is not null),
            (nameof(KeepPolicy.MinimumTcbEvaluationNumber), policy.MinimumTcbEvaluationNumber > 0),
            (nameof(KeepPolicy.ForbiddenPlatform), policy.ForbiddenPlatform != 0),
            (nameof(KeepPolicy.MrSigner), policy.MrSigner.Count > 0),
            (nameof(KeepPolicy.IsvProdId), policy.IsvProdId.Count > 0),
            (nameof(KeepPolicy.MinimumIsvSvn), policy.MinimumIsvSvn > 0),
            (nameof(KeepPolicy.MrConfigId), policy.MrConfigId.Count > 0),
            (nameof(KeepPolicy.MrOwner), policy.MrOwner.Count > 0),
            (nameof(KeepPolicy.MrOwnerConfig), policy.MrOwnerConfig.Count > 0),
            (nameof(KeepPolicy.MrSeam), policy.MrSeam.Count > 0),
            (nameof(KeepPolicy.Rtmr), policy.Rtmr.Count > 0),
            (nameof(KeepPolicy.Lifecycle), policy.Lifecycle.Count > 0),
            (nameof(KeepPolicy.SoftwareComponent), policy.SoftwareComponent.Count > 0),
            (nameof(KeepPolicy.ImplementationId), policy.ImplementationId.Count > 0),
            (nameof(KeepPolicy.PersonalizationValue), policy.PersonalizationValue.Count > 0),
            (nameof(KeepPolicy.Rem), policy.Rem.Count > 0),
            (nameof(KeepPolicy.Pcr), policy.Pcr.Count > 0),
        ];
        return fields.Where(field => field.IsSet).Select(field => field.Name);
    }

    /// <summary>Makes a policy.</summary>
    /// <exception cref="KeepException">PolicyFieldUnknown, PolicyFieldInvalid.</exception>
    public static KeepPolicy Build(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var policy = new KeepPolicy();
        foreach ((string name, object? value) in fields)
        {
            string field = Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new KeepException(KeepErrorId.PolicyFieldUnknown, $"Policies have no field '{name}'. They have {string.Join(", ", Names)}.");
            try
            {
                policy = Set(policy, field, value ?? throw new FormatException("it is empty"));
            }
            catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException)
            {
                throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"The policy's field '{field}' cannot be '{value}': {e.Message.TrimEnd('.')}.", e);
            }
        }

        return policy;
    }

    private static KeepPolicy Set(KeepPolicy policy, string field, object value) => field switch
    {
        nameof(KeepPolicy.Name) => policy with { Name = Text(value) },
        nameof(KeepPolicy.SimulationRoot) => policy with { SimulationRoot = [.. Items(value).Select(Digest)] },
        nameof(KeepPolicy.TrustedRoot) => policy with { TrustedRoot = [.. Items(value).Select(Digest)] },
        nameof(KeepPolicy.AllowDebug) => policy with { AllowDebug = Flag(value) },
        nameof(KeepPolicy.RequireRevocationCheck) => policy with { RequireRevocationCheck = Flag(value) },
        nameof(KeepPolicy.Measurement) => policy with { Measurement = [.. Items(value).Select(item => Hex(item, MeasurementDigits))] },
        nameof(KeepPolicy.ChipId) => policy with { ChipId = [.. Items(value).Select(item => Hex(item, ChipIdDigits))] },
        nameof(KeepPolicy.Vmpl) => policy with { Vmpl = [.. Items(value).Select(item => (int)Number(item, MostVmpl))] },
        nameof(KeepPolicy.MinimumTcb) => policy with { MinimumTcb = value as SnpTcb ?? Tcb(value) },
        nameof(KeepPolicy.MinimumGuestSvn) => policy with { MinimumGuestSvn = Number(value, uint.MaxValue) },
        nameof(KeepPolicy.MaximumAge) => policy with { MaximumAge = Age(value) },
        _ => throw new ArgumentOutOfRangeException(nameof(field)),
    };

    private static object[] Items(object value)
    {
        object[] items = value is IEnumerable list and not string ? [.. list.Cast<object>()] : [value];
        return items.Length > 0 ? items : throw new FormatException("a list with nothing in it would require nothing; leave the field out instead");
    }

    private static string Text(object value) => value.ToString() is { Length: > 0 } text ? text : throw new FormatException("it is empty");

    private static Sha256Digest Digest(object value) => value is Sha256Digest digest ? digest : Sha256Digest.Parse(Text(value));

    // "false" is a text that PowerShell would take for true.
    private static bool Flag(object value) => value switch
    {
        bool flag => flag,
        _ => throw new FormatException("it must be $true or $false"),
    };

    private static string Hex(object value, int digits)
    {
        string hex = value is byte[] bytes ? Convert.ToHexStringLower(bytes) : Text(value).ToLowerInvariant();
        return hex.Length == digits && hex.All(char.IsAsciiHexDigit) ? hex : throw new FormatException($"it must have {digits} hexadecimal digits");
    }

    private static uint Number(object value, uint most)
    {
        uint number = Convert.ToUInt32(value, CultureInfo.InvariantCulture);
        return number <= most ? number : throw new FormatException($"it must be 0 to {most}");
    }

    private static SnpTcb Tcb(object value)
    {
        if (value is not IDictionary parts)
            throw new FormatException("it must be a table with Bootloader, Tee, Snp, Microcode and, for Turin, Fmc");
        byte bootloader = 0, tee = 0, snp = 0, microcode = 0;
        byte? fmc = null;
        foreach (DictionaryEntry part in parts)
        {
            byte level = Convert.ToByte(part.Value, CultureInfo.InvariantCulture);
            switch (part.Key.ToString()?.ToUpperInvariant())
            {
                case "BOOTLOADER": bootloader = level; break;
                case "TEE": tee = level; break;
                case "SNP": snp = level; break;
                case "MICROCODE": microcode = level; break;
                case "FMC": fmc = level; break;
                default: throw new FormatException($"a TCB has no part '{part.Key}'; it has Bootloader, Tee, Snp, Microcode and Fmc");
            }
        }

        return new SnpTcb(bootloader, tee, snp, microcode, fmc);
    }

    private static TimeSpan Age(object value)
    {
        TimeSpan age = value as TimeSpan? ?? TimeSpan.Parse(Text(value), CultureInfo.InvariantCulture);
        return age > TimeSpan.Zero ? age : throw new FormatException("it must be longer than nothing");
    }
}
