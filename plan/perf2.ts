import { canonical } from "@orchlang/plan";
import { encodePlanFile } from "@orchlang/plan";
import { samplePlan, sampleAbout } from "./test/sample-plan.ts";
const main=samplePlan.routines["m.main"]!;
const routines:any={...samplePlan.routines};
for(let i=0;i<200;i++) routines["m.r"+i]={...main,name:"m.r"+i};
const doc=JSON.parse(encodePlanFile({...samplePlan,routines},sampleAbout));
const time=(n:number,f:()=>unknown)=>{for(let i=0;i<8;i++)f();const b=[];for(let i=0;i<n;i++){const t=performance.now();f();b.push(performance.now()-t)}b.sort((x,y)=>x-y);return b[n>>1]!.toFixed(2)};
const special=/["\\\u0000-\u001f\ud800-\udfff]/;
const quote=(t:string)=>special.test(t)?JSON.stringify(t):`"${t}"`;
function acc(root:any){ let out="";
 const w=(v:any,d:number):void=>{ switch(typeof v){case "string": out+=quote(v);return; case "number": out+=String(v);return; case "boolean": out+=v?"true":"false";return;}
  if(v===null){out+="null";return}
  if(Array.isArray(v)){out+="[";for(let i=0;i<v.length;i++){if(i)out+=",";w(v[i],d-1)}out+="]";return}
  const k=Object.keys(v); let sorted=true; for(let i=1;i<k.length;i++) if(k[i-1]!>k[i]!){sorted=false;break} if(!sorted)k.sort();
  let first=true; out+="{"; for(const n of k){const x=v[n]; if(x===undefined)continue; if(!first)out+=",";first=false; out+=quote(n);out+=":";w(x,d-1)} out+="}";
 }; w(root,1000); return out;}
function keysort(root:any){
  const s=(v:any):any=>{ if(typeof v!=="object"||v===null)return v; if(Array.isArray(v))return v.map(s); const o:any={}; for(const k of Object.keys(v).sort()) o[k]=s(v[k]); return o};
  return JSON.stringify(s(root));
}
console.log(canonical(doc)===acc(doc),canonical(doc)===keysort(doc));
const shuffled=JSON.parse(JSON.stringify(doc,(k,v)=>v&&typeof v==="object"&&!Array.isArray(v)?Object.fromEntries(Object.entries(v).reverse()):v));
for(const [n,d] of [["sorted",doc],["reversed",shuffled]] as const){
console.log(n,"now",time(20,()=>canonical(d)),"acc",time(20,()=>acc(d)),"keysort",time(20,()=>keysort(d)),"stringify",time(20,()=>JSON.stringify(d)));
console.log("flat: now",time(20,()=>Buffer.from(canonical(d))),"acc",time(20,()=>Buffer.from(acc(d))));}
