using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using ScaleApp.Data;

namespace ScaleApp.Tests.Data;

public class SnapshotTests
{
    [Fact]
    public void The_snapshot_is_the_model()
    {
        using var context = new ShopContext(new DbContextOptionsBuilder<ShopContext>().UseNpgsql("Host=unused").Options);
        var snapshot = context.GetService<IMigrationsAssembly>().ModelSnapshot!.Model;
        var initializer = context.GetService<IModelRuntimeInitializer>();
        var ofSnapshot = initializer.Initialize(((IMutableModel)snapshot).FinalizeModel(), designTime: true, validationLogger: null);
        var ofModel = context.GetService<IDesignTimeModel>().Model;

        var differences = context.GetService<IMigrationsModelDiffer>()
            .GetDifferences(ofSnapshot.GetRelationalModel(), ofModel.GetRelationalModel());

        Assert.Empty(differences.Select(MigrationText.Of));
    }
}
