using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A SIGSTRUCT is read only if it is signed by the key in it.</summary>
public sealed class SigstructTests
{
    // Of a key that was made for this test and thrown away; least significant byte first, as the structure has them.
    private static readonly byte[] Modulus = Convert.FromBase64String(
        "kd0Y0pRl0Lt+2oQ8UdGJ61YoNWuuN6TJm8mrIEo9ecJthzh5VprohovkSq0OvKjjKf1ltKRw1SdDwgcFl6f3LZLQiFSNQVu+WhiUozLCNDmV3URVFtTOx/EHmJYpGy6r"
        + "A4yAEULaXvyF0DviuIb9qeMTtoNrZQmWfX/pCqtBt2+Bw5314nRp5O6NOLZmH4pQQBjZDrLJuJlQUIw94IzIJN9XHD7OsmgPyDrDS4U3RJMAX9SwvbIq+aMYDMUfsOYB"
        + "Kgz7O06Hs/xD+xrwVcV6MVEAUdpiW+JqsyLIQmtaVluhKTnejsfUdwDUIFcBMrz/NEZoBhj8VVBdIAXxi66TsXEBvl3XhtVarisH5Di+yxYHFjgQlbvs4cAA4uSH3Wva"
        + "u6XPepX2xN6v6vRXb2YQqOoGh0TpPkSbdnEZbmY/Xlvc9DrFSh0x2tpc3D8a3roYZAcI1NITWnVB/rAhFpOnCzXcIb0ojrPcOFOpY370LOGj6gutU49X2gO+Tl/DY+HT");

    private static readonly byte[] Signature = Convert.FromBase64String(
        "SPXZyTHeDk/Pr4EAetjlcDSXwx27GouZ1EIfWfwAxvsyBUjYXf0jftDolyC0J9gVuqYQbxpWPLn+fV6/j5s1auDn7TqO9CMIJ2ePTSey+LBgoE8Y/pCsmkXNNjbZ0JXB"
        + "evobQT/3T6Zxj4PGRGDclDqIZvMtO8eemK9U5sThOmBXhxvAeU/ILxx0jeQixuka1/P5WY2b2pZrYtbPuTaUy54WkGt3BtGkGvBeN43YEU/qefslfaQT+idtiU5tV96d"
        + "JV4+hsWR/MsEBLxhP/q0D3PKdAo/K5JBeP3GQ39gwxg4zcCO6kKlyJ5EwejBDqvxkKWbU8HIbDItR6FsaAAKNA3W1LjSMb8gAlJGlc5EmJGOMzpZ07QD3Ln/r5i9E+z5"
        + "SoyV27NatV6qhUFUwI8yK3XGbO/hStQnQn1O23dGZ9rqV0XjXpIIs6d4KMbL2hebVc9lytKiqFIUtEcpHV/BEiz3j0LXv3wCjFJ8FEnS+7Dnw4pgWVglYgx/ntOVAvlX");

    [Fact]
    public void A_signed_structure_tells_the_enclave_and_its_signer()
    {
        Sigstruct read = Sigstruct.Read(Make());
        Assert.Equal(SHA256.HashData("an enclave"u8), read.MrEnclave.ToArray());
        Assert.Equal(SHA256.HashData(Modulus), read.MrSigner.ToArray());
        Assert.Equal((7, 3, false), (read.IsvProdId, read.IsvSvn, read.AsksForDebug));
    }

    [Fact]
    public void Every_changed_bit_of_what_is_signed_is_refused()
    {
        byte[] good = Make();
        foreach (int at in (IEnumerable<int>)[.. Enumerable.Range(0, 128), .. Enumerable.Range(900, 128)])
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. good];
                changed[at] ^= (byte)(1 << bit);
                Assert.Throws<MeasurementException>(() => Sigstruct.Read(changed));
            }
        }
    }

    [Theory]
    [InlineData(128)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(516)]
    [InlineData(899)]
    [InlineData(1030)]
    public void Another_key_or_signature_is_refused(int at)
    {
        byte[] changed = Make();
        changed[at] ^= 0x80;
        Assert.Throws<MeasurementException>(() => Sigstruct.Read(changed));
    }

    [Fact]
    public void A_modulus_or_signature_of_zeros_is_refused()
    {
        foreach (int at in (int[])[128, 516])
        {
            byte[] changed = Make();
            changed.AsSpan(at, 384).Clear();
            Assert.Throws<MeasurementException>(() => Sigstruct.Read(changed));
        }
    }

    [Fact]
    public void Every_other_length_is_refused()
    {
        byte[] good = Make();
        for (int length = 0; length < good.Length; length++)
            Assert.Equal(length, Assert.Throws<MeasurementException>(() => Sigstruct.Read(good.AsSpan(0, length))).Offset);
        Assert.Throws<MeasurementException>(() => Sigstruct.Read([.. good, 0]));
    }

    private static byte[] Make()
    {
        byte[] made = new byte[Sigstruct.Length];
        Convert.FromHexString("06000000e10000000000010000000000").CopyTo(made, 0);
        Convert.FromHexString("20261123").CopyTo(made, 20);
        Convert.FromHexString("01010000600000006000000001000000").CopyTo(made, 24);
        Modulus.CopyTo(made, 128);
        made[512] = 3;
        Signature.CopyTo(made, 516);
        made[928] = 4;
        made[936] = 3;
        made.AsSpan(944, 16).Fill(0xff);
        SHA256.HashData("an enclave"u8).CopyTo(made, 960);
        made[1024] = 7;
        made[1026] = 3;
        return made;
    }
}
