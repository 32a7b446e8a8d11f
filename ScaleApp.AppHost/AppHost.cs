var builder = DistributedApplication.CreateBuilder(args);

var redis = builder.AddRedis("redis").WithPersistence();
var shopdb = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("shopdb");

var migrations = builder.AddProject<Projects.ScaleApp_Worker>("migrations")
    .WithArgs("migrate")
    .WithReference(shopdb).WaitFor(shopdb);

builder.AddProject<Projects.ScaleApp_Worker>("worker")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithReplicas(2);

builder.AddProject<Projects.ScaleApp_Api>("api")
    .WithReference(redis).WaitFor(redis)
    .WithReference(shopdb).WaitForCompletion(migrations)
    .WithHttpHealthCheck("/health")
    .WithExternalHttpEndpoints()
    .WithReplicas(3);

builder.Build().Run();
