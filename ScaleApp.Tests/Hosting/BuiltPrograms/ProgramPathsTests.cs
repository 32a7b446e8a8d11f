using ScaleApp.Hosting.BuiltPrograms;

namespace ScaleApp.Tests.Hosting.BuiltPrograms;

public class ProgramPathsTests
{
    private readonly ProgramPaths _paths = new(typeof(Projects.ScaleApp_AppHost).Assembly);

    [Fact]
    public void Every_project_of_the_AppHost_has_its_program()
    {
        Assert.All(
            [new Projects.ScaleApp_Api().ProjectPath, new Projects.ScaleApp_Gateway().ProjectPath, new Projects.ScaleApp_Worker().ProjectPath],
            project => Assert.True(File.Exists(_paths.Find(project).Program)));
    }

    [Fact]
    public void Project_unknown_to_the_build_has_a_reason_instead()
    {
        var (program, reason) = _paths.Find("/elsewhere/Unknown.csproj");

        Assert.Null(program);
        Assert.Contains("import BuiltPrograms.targets", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AppHost_without_the_record_knows_no_program() =>
        Assert.Null(new ProgramPaths(typeof(ProgramPathsTests).Assembly).Find(new Projects.ScaleApp_Api().ProjectPath).Program);
}
