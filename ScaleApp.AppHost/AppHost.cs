var builder = DistributedApplication.CreateBuilder(args);

var redis = builder.AddRedis("redis").WithDataVolume();
var shopdb = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("shopdb");

var migrations = builder.AddProject<Projects.ScaleApp_Worker>("migrations")
    .WithArgs("migrate")
    .WithReference(shopdb).WaitFor(shopdb);

builder.AddProject<Projects.ScaleApp_Worker>("worker")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

var api = builder.AddProject<Projects.ScaleApp_Api>("api")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithReplicas(3);

builder.AddProject<Projects.ScaleApp_Gateway>("gateway")
    .WithReference(redis).WithReference(api)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints();

builder.UseInstalledServers();

builder.Build().Run();
