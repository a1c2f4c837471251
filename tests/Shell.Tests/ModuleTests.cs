namespace EnarxPS.Shell.Tests;

public sealed class ModuleTests(ShellFixture shell) : IClassFixture<ShellFixture>
{
    [Fact]
    public void The_module_is_loaded_and_its_objects_are_formatted_by_the_engine() =>
        Assert.Equal("\nName  State\n----  -----\nprobe Ready", shell.Run("-c", "Get-Probe").Output);

    [Fact]
    public void Another_runspace_finds_the_module_by_name() =>
        Assert.Equal("probe", shell.Run("-c", "1 | ForEach-Object -Parallel { (Get-Probe).Name }").Output);

    [Fact]
    public void A_missing_module_gives_70_and_says_where_it_was_looked_for()
    {
        ShellRun run = shell.Run(["-c", "'not here'"], "", new() { ["ENARXPS_MODULE_PATH"] = Path.Combine(shell.Folder, "nowhere") });

        Assert.Equal((70, ""), (run.Code, run.Output));
        Assert.Contains("ENARXPS_MODULE_PATH", run.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_that_cannot_be_imported_gives_70()
    {
        string manifest = shell.Script("broken.psd1", "@{ RootModule = 'missing.dll'; ModuleVersion = '0.1.0' }");
        ShellRun run = shell.Run(["-c", "'not here'"], "", new() { ["ENARXPS_MODULE_PATH"] = manifest });

        Assert.Equal((70, ""), (run.Code, run.Output));
        Assert.Contains("cannot be imported", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_are_tried_in_order_and_only_the_shells_own_version_is_taken()
    {
        string root = Directory.CreateDirectory(Path.Combine(shell.Folder, "install")).FullName;
        string shellFolder = Directory.CreateDirectory(Path.Combine(root, "bin")).FullName;
        string Place(params string[] parts)
        {
            string folder = Directory.CreateDirectory(Path.Combine([root, .. parts])).FullName;
            File.WriteAllText(Path.Combine(folder, "EnarxPS.psd1"), "@{}");
            return Path.Combine(folder, "EnarxPS.psd1");
        }

        Place("EnarxPS", "99.0.0");
        Assert.Throws<ShellException>(() => ModuleLocator.Find(shellFolder, null));

        string sibling = Place("EnarxPS", ModuleLocator.Version);
        Assert.Equal(sibling, ModuleLocator.Find(shellFolder, null));

        string inside = Place("bin", "Modules", "EnarxPS");
        Assert.Equal(inside, ModuleLocator.Find(shellFolder, ""));
        Assert.Equal(sibling, ModuleLocator.Find(shellFolder, Path.GetDirectoryName(sibling)));
        Assert.Throws<ShellException>(() => ModuleLocator.Find(shellFolder, root));
    }

    [Fact]
    public void A_source_tree_has_the_module_under_out()
    {
        string root = Directory.CreateDirectory(Path.Combine(shell.Folder, "tree")).FullName;
        string bin = Directory.CreateDirectory(Path.Combine(root, "src", "EnarxPS.Shell", "bin", "Debug")).FullName;
        string staged = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "out", "EnarxPS", ModuleLocator.Version)).FullName, "EnarxPS.psd1");
        File.WriteAllText(Path.Combine(root, "EnarxPS.psd1"), "@{}");
        File.WriteAllText(staged, "@{}");

        Assert.Equal(staged, ModuleLocator.Find(bin, null));
        Assert.Equal(Path.Combine(root, "out"), ModuleLocator.ModulePathEntry(staged));
    }
}
