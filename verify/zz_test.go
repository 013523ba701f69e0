package verify
import ("testing";"bulkhead/assembly";"context";"time";"os";"fmt";"syscall")
func TestZZ(t *testing.T){
 a,err:=assembly.Load("/tmp/asm-nag"); if err!=nil{t.Fatal(err)}
 dir,_:=npmPackage("@cdklabs/cdk-validator-cfnguard")
 rules,_:=readGuardRules(dir+"/rules")
 n:=0
 for _,b:=range guardBatches(a,rules){ n+=len(b.rules)*len(b.stacks)
  s:=time.Now()
  if os.Getenv("V")!="" { b.run(context.Background(),a,dir+"/bin/ubuntu/x86_64/cfn-guard"); fmt.Println(len(b.rules),len(b.stacks),time.Since(s)) }
 }
 fmt.Println(len(guardBatches(a,rules)),n)
 s:=time.Now()
 switch os.Getenv("TOOL"){
 case "lint": r,err:=runCfnLint(context.Background(),a,true); fmt.Println(r.templates,err)
 case "validate": r,err:=runCloudFormationValidate(context.Background(),a); fmt.Println(r.templates,err)
 default: r,err:=runCfnGuard(context.Background(),a); fmt.Println(r.templates,err)
 }
 var u syscall.Rusage; syscall.Getrusage(syscall.RUSAGE_CHILDREN,&u)
 fmt.Println(time.Since(s), time.Duration(u.Utime.Nano()), time.Duration(u.Stime.Nano()))
}
