"""Words that reports of unlike events share: having one in common says little.

The words of more than about one in a hundred casualty statements in two collections of news, US local crime of 2013 to 2017
and Latin American conflict of 1988 to 1991, without names; and words of war and disaster.
"""

_TEXT = """
about accident accidental accidentally according accused across action adult adults afternoon agency airstrike
airstrikes all allegedly also ambush among another apartment apparent appears area army around arrest arrived attack
attacks avenue baby back bar because being believe birthday blast blaze block bodies body bomb bomber bombing border
boys brother bullet bus called capital car case center charge charges chest chief christmas city civilian civilians
clash clashes close club collapse collapsed com community complex condition confirmed connection coroner county court
crash crashed crime critical critically custody daughter day deadly department detectives dispute district down
downtown drive drone during earlier early earthquake east evening explosion face family father female fighters fire
fired first flood floods following forces fort found friend gang got government guerrillas guilty gun gunfire gunman
gunmen gunshot gunshots hand handgun happened head held high him himself hit hitting home homicide homicides hospital
hospitalized hours house hunting identify incident including injuries inside insurgents investigate investigators
involved july just juvenile killing kills landslide last late later least leaves left leg life little local lot made
male many march mass may medical members militant militants military minister ministry missile missiles mom month more
morning mother multiple murder murdered murderers murders national neighborhood new night nightclub non north
northeast northwest now number office officer officers old opened other others outside overnight park parking party
path persons photo playing priests pronounced province public quadruple rebels recovering region related released
report reported rescue rescued rescuers residents responded result rifle road robbery rocket rockets ruled same scene
school search searching second seek self separate serious seriously several shelling shooter shoots shots side since
sister soldiers someone son south southeast southwest spokesman sports state still stomach storm stray street strike
strikes struck student suffered suicide suspected taken teenage teens than there third threatening time times today
toddler told toll town train triple troops truck university vehicle video village violence violent wanted warplanes
weather week weekend went west while wife will workers wound wounding wounds year years young
"""
ORDINARY = frozenset(_TEXT.split())

_NAMES = """
academy affairs allen anderson andrew angeles anthony apartments assistant associated aug ave baptist beach boulevard brian
brown buy bureau calif caption carter cbs charles chris christian christopher circle clark coverage creek crimes
crimestoppers criminal david davis dec detention division dodge eastern elementary embed ems eric eyewitness facebook feb
ford fox general gofundme hall health heights highway hill hills hotline human immediate incorporated information
initiative interstate instagram international jackson jail james jan john johnson jones joseph journal kevin lake lane lee
lewis line long los main mark marshals martin mary medical memorial mercy metro metropolitan michael middle mike miller
mount nbc northern nov oct parish parkway patrol paul place plaza post press previous regional release reserved rights
river robert safety san santa saint scott sept service services share skip smith southern staff station steve stoppers
store story streets sun superior suv task taylor team thomas tip tips toyota township trauma tweet twitter unit united
valley view way western white williams william wilson york
"""
COMMON_NAMES = ORDINARY | frozenset(_NAMES.split())
"""Words of names that stand in articles about anything: of one in a hundred in both halves of the first collection."""
